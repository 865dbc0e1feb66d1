//! Tensors by name, out of the safetensors format.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

/// Why a model cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The bytes are no safetensors file.
    #[error("the model is damaged: {0}")]
    Damaged(String),
    /// A tensor that the model needs is not there.
    #[error("the model has no tensor {0:?}")]
    Missing(String),
    /// A tensor is there, but is not what the model needs.
    #[error("tensor {name:?} of the model is {found}, but must be {wanted}")]
    Unfit {
        /// The tensor's name.
        name: String,
        /// Its type and shape, or what is wrong with its values.
        found: String,
        /// What is needed.
        wanted: String,
    },
    /// The vocabulary lacks a piece without which nothing can be cut.
    #[error("the vocabulary has no piece {0:?}")]
    NoPiece(&'static str),
}

/// The tensors of a model; those of bytes stay where they are.
#[derive(Clone, Debug)]
pub struct Weights {
    data: &'static [u8],
    tensors: BTreeMap<String, Tensor>,
}

#[derive(Clone, Debug)]
struct Tensor {
    kind: String,
    shape: Vec<usize>,
    range: Range<usize>,
}

#[derive(Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: (usize, usize),
}

impl Weights {
    /// Reads the header of a safetensors file. The bytes need no alignment.
    ///
    /// # Errors
    /// [`ModelError::Damaged`] if the header is broken or points beyond the end.
    pub fn parse(bytes: &'static [u8]) -> Result<Weights, ModelError> {
        let damaged = |why: &str| ModelError::Damaged(why.to_owned());
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(|| damaged("shorter than eight bytes"))?;
        let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let (header, data) = rest.split_at_checked(length).ok_or_else(|| damaged("its header is cut off"))?;
        let header: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(header).map_err(|e| ModelError::Damaged(format!("its header: {e}")))?;
        let mut tensors = BTreeMap::new();
        for (name, value) in header {
            if name == "__metadata__" {
                continue;
            }
            let entry = Entry::deserialize(value).map_err(|e| ModelError::Damaged(format!("tensor {name:?}: {e}")))?;
            let (start, end) = entry.data_offsets;
            let width = match entry.dtype.as_str() {
                "I8" | "U8" | "BOOL" => Some(1),
                "F16" | "BF16" | "I16" | "U16" => Some(2),
                "F32" | "I32" | "U32" => Some(4),
                "F64" | "I64" | "U64" => Some(8),
                _ => None,
            };
            let size = entry.shape.iter().try_fold(1usize, |n, &d| n.checked_mul(d));
            let size = size.zip(width).and_then(|(n, w)| n.checked_mul(w));
            if data.get(start..end).is_none() || size.is_some_and(|size| size != end - start) {
                return Err(ModelError::Damaged(format!("tensor {name:?} does not fill its place")));
            }
            tensors.insert(name, Tensor { kind: entry.dtype, shape: entry.shape, range: start..end });
        }
        Ok(Weights { data, tensors })
    }

    /// Whether there is a tensor of this name.
    pub fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    /// The shape of a tensor.
    ///
    /// # Errors
    /// [`ModelError::Missing`].
    pub fn shape(&self, name: &str) -> Result<&[usize], ModelError> {
        self.tensors.get(name).map(|t| &t.shape[..]).ok_or_else(|| ModelError::Missing(name.to_owned()))
    }

    /// A tensor of 32-bit floats, of exactly this shape.
    ///
    /// # Errors
    /// If it is missing, of another type or shape, or holds infinities or what is no number.
    pub fn f32(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, ModelError> {
        let bytes = self.bytes(name, "F32", shape)?;
        let numbers: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|&b| f32::from_le_bytes(b)).collect();
        if numbers.iter().all(|x| x.is_finite()) {
            return Ok(numbers);
        }
        Err(ModelError::Unfit {
            name: name.to_owned(),
            found: "not finite everywhere".to_owned(),
            wanted: "finite".to_owned(),
        })
    }

    /// A tensor of signed bytes, of exactly this shape; each byte is to be read `as i8`.
    ///
    /// # Errors
    /// If it is missing or of another type or shape.
    pub fn i8(&self, name: &str, shape: &[usize]) -> Result<&'static [u8], ModelError> {
        self.bytes(name, "I8", shape)
    }

    fn bytes(&self, name: &str, kind: &str, shape: &[usize]) -> Result<&'static [u8], ModelError> {
        let tensor = self.tensors.get(name).ok_or_else(|| ModelError::Missing(name.to_owned()))?;
        if tensor.kind != kind || tensor.shape != shape {
            return Err(ModelError::Unfit {
                name: name.to_owned(),
                found: format!("{} {:?}", tensor.kind, tensor.shape),
                wanted: format!("{kind} {shape:?}"),
            });
        }
        Ok(&self.data[tensor.range.clone()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[u8]) -> &'static [u8] {
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(data);
        bytes.leak()
    }

    #[test]
    fn tensors_are_found_by_name() {
        let header = r#"{"__metadata__":{"a":"b"},"x":{"dtype":"F32","shape":[1,2],"data_offsets":[1,9]},
            "y":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}"#;
        let weights = Weights::parse(file(header, &[255, 0, 0, 128, 63, 0, 0, 0, 192])).unwrap();
        assert_eq!(weights.f32("x", &[1, 2]).unwrap(), [1.0, -2.0]);
        assert_eq!(weights.i8("y", &[1]).unwrap(), [255]);
        assert!(matches!(weights.f32("z", &[1]), Err(ModelError::Missing(_))));
        let error = weights.f32("x", &[2, 1]).unwrap_err().to_string();
        assert_eq!(error, r#"tensor "x" of the model is F32 [1, 2], but must be F32 [2, 1]"#);
    }

    #[test]
    fn damage_is_an_error() {
        let good = file(r#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, &[0, 0, 192, 127]);
        for n in 0..good.len() {
            assert!(Weights::parse(&good[..n]).is_err(), "{n}");
        }
        assert!(Weights::parse(good).unwrap().f32("x", &[1]).is_err(), "what is no number is refused");
        for header in [
            "[]",
            r#"{"x":1}"#,
            r#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
            r#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
            r#"{"x":{"dtype":"F32","shape":[18446744073709551615,9],"data_offsets":[0,4]}}"#,
            r#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,18446744073709551615]}}"#,
        ] {
            let read = Weights::parse(file(header, &[0; 4]));
            assert!(read.is_err() || read.unwrap().f32("x", &[1]).is_err(), "{header}");
        }
    }
}

//! A model of random weights as safetensors bytes, the same ones for the same seed.

use std::fmt::Write;

/// Numbers that look random.
pub struct Random(u64);

impl Random {
    /// The same numbers for the same seed.
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// 32 bits.
    pub fn bits(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 32) as u32
    }

    /// About normally distributed, mean 0 and variance 1.
    pub fn normal(&mut self) -> f32 {
        let mut bell = || (0..4).map(|_| (self.bits() >> 8) as f32 / (1 << 24) as f32).sum::<f32>() - 2.0;
        bell() * 1.732
    }
}

/// Collects tensors and writes the file.
#[derive(Default)]
pub struct File {
    header: String,
    data: Vec<u8>,
}

impl File {
    fn add(&mut self, name: &str, kind: &str, shape: &[usize], bytes: impl IntoIterator<Item = u8>) {
        let start = self.data.len();
        self.data.extend(bytes);
        let comma = if self.header.is_empty() { "" } else { "," };
        let end = self.data.len();
        write!(self.header, r#"{comma}"{name}":{{"dtype":"{kind}","shape":{shape:?},"data_offsets":[{start},{end}]}}"#)
            .unwrap();
    }

    /// A tensor of floats.
    pub fn floats(&mut self, name: &str, shape: &[usize], mut f: impl FnMut() -> f32) {
        let n = shape.iter().product();
        let bytes: Vec<u8> = (0..n).flat_map(|_| f().to_le_bytes()).collect();
        self.add(name, "F32", shape, bytes);
    }

    /// A matrix of bytes with its scales, without a bias.
    pub fn bytes(&mut self, prefix: &str, shape: [usize; 2], scale: f32, random: &mut Random) {
        let n = shape[0] * shape[1];
        let bytes: Vec<u8> = (0..n).map(|_| (random.normal() * 40.0).clamp(-127.0, 127.0) as i8 as u8).collect();
        self.add(&format!("{prefix}.weight"), "I8", &shape, bytes);
        self.floats(&format!("{prefix}.scale"), &shape[..1], || scale / 40.0 * (1.0 + 0.2 * random.normal()));
    }

    /// A linear layer of bytes.
    pub fn linear(&mut self, prefix: &str, shape: [usize; 2], gain: f32, random: &mut Random) {
        self.bytes(prefix, shape, gain / (shape[1] as f32).sqrt(), random);
        self.floats(&format!("{prefix}.bias"), &shape[..1], || 0.1 * random.normal());
    }

    /// A norm.
    pub fn norm(&mut self, prefix: &str, random: &mut Random) {
        self.floats(&format!("{prefix}.weight"), &[384], || 1.0 + 0.2 * random.normal());
        self.floats(&format!("{prefix}.bias"), &[384], || 0.1 * random.normal());
    }

    /// A layer of the encoder.
    pub fn layer(&mut self, prefix: &str, random: &mut Random) {
        self.linear(&format!("{prefix}.qkv"), [1152, 384], 1.2, random);
        self.linear(&format!("{prefix}.out"), [384, 384], 1.0, random);
        self.norm(&format!("{prefix}.norm1"), random);
        self.linear(&format!("{prefix}.up"), [1536, 384], 1.0, random);
        self.linear(&format!("{prefix}.down"), [384, 1536], 1.0, random);
        self.norm(&format!("{prefix}.norm2"), random);
    }

    /// The bytes of the file.
    pub fn finish(self) -> &'static [u8] {
        let header = format!("{{{}}}", self.header);
        let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
        bytes.extend_from_slice(header.as_bytes());
        bytes.extend_from_slice(&self.data);
        bytes.leak()
    }
}

/// An encoder of so many layers and words.
pub fn encoder(layers: usize, words: usize, random: &mut Random) -> File {
    let mut file = File::default();
    file.bytes("word", [words, 384], 0.5, random);
    file.floats("place.weight", &[256, 384], || 0.1 * random.normal());
    file.floats("shape.weight", &[9, 384], || 0.1 * random.normal());
    file.norm("norm", random);
    for n in 0..layers {
        file.layer(&format!("layers.{n}"), random);
    }
    file
}

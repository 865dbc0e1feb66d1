//! The small encoder: tokeniser, tensors and kernels. Nothing about language beyond that.

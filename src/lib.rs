//! A compile-time architecture language for convolutional networks.

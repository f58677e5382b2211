//! The wire: the only place that sees JSON, XML, CBOR, forms and headers.

pub mod value;

//! IDX, the format of MNIST's files (described at the foot of LeCun's page on MNIST).
//!
//! Two zero bytes, the type of the elements, the number of dimensions; each dimension as a big-endian 32-bit number;
//! the elements, the last dimension running fastest.

use super::DataError;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

/// The type byte of unsigned bytes, which images and labels are made of.
const UNSIGNED_BYTE: u8 = 0x08;

/// The first two bytes of a gzip file (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Deflate's shortest code for its longest run: no file unpacks to more than this many times its size.
const DEFLATE_RATIO: u64 = 1032;

/// An array of unsigned bytes, read from an IDX file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idx {
    /// Its dimensions, outermost first: `[images, height, width]`, `[labels]`.
    pub dims: Vec<usize>,
    /// Its values, the last dimension running fastest.
    pub data: Vec<u8>,
}

impl Idx {
    /// Reads the IDX file at `path`, raw or compressed with gzip (which its first bytes tell, not its name).
    ///
    /// Memory is taken for what the file holds, not for what its header claims.
    ///
    /// # Errors
    /// Where the file cannot be read, is no IDX file of unsigned bytes, or is shorter or longer than its header says.
    pub fn read(path: impl AsRef<Path>) -> Result<Idx, DataError> {
        let path = path.as_ref();
        let io = |source| DataError::Io { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(io)?;
        let metadata = file.metadata().map_err(io)?;
        if !metadata.is_file() {
            return Err(io(io::Error::other("not a file")));
        }
        let mut magic = [0; 2];
        let unpacked = metadata.len() >= 2 && {
            file.read_exact(&mut magic).and_then(|()| file.rewind()).map_err(io)?;
            magic == GZIP
        };
        let result = if unpacked {
            let limit = Limit::AtMost(metadata.len().saturating_mul(DEFLATE_RATIO));
            Source { reader: MultiGzDecoder::new(BufReader::new(file)), offset: 0, limit }.idx()
        } else {
            Source { reader: BufReader::new(file), offset: 0, limit: Limit::Exactly(metadata.len()) }.idx()
        };
        result.map_err(|problem| match problem {
            Problem::Io(source) => io(source),
            Problem::Format { offset, expected, found } => {
                DataError::Format { path: path.to_owned(), offset, unpacked, expected, found }
            }
        })
    }
}

/// What is known of the number of bytes before they are read.
#[derive(Clone, Copy)]
enum Limit {
    Exactly(u64),
    AtMost(u64),
}

enum Problem {
    Io(io::Error),
    Format { offset: u64, expected: String, found: String },
}

/// The bytes of an IDX file, unpacked.
struct Source<R> {
    reader: R,
    offset: u64,
    limit: Limit,
}

impl<R: Read> Source<R> {
    fn idx(mut self) -> Result<Idx, Problem> {
        let [zero_0, zero_1, kind, rank] = self.word("the four bytes with which IDX begins")?;
        let wrong = |expected: &str, found: String| Problem::Format { offset: 0, expected: expected.into(), found };
        if (zero_0, zero_1) != (0, 0) {
            let found = format!("the bytes {zero_0:02x} {zero_1:02x} {kind:02x} {rank:02x}");
            return Err(wrong("an IDX file (00 00 08 and the number of dimensions)", found));
        }
        if kind != UNSIGNED_BYTE {
            return Err(wrong("elements of type 08 (unsigned bytes)", format!("type {kind:02x}")));
        }
        if rank == 0 {
            return Err(wrong("at least one dimension", "none".into()));
        }
        let mut dims = Vec::with_capacity(rank.into());
        let mut len: u64 = 1;
        for i in 0..rank {
            let size = u32::from_be_bytes(self.word(&format!("the size of dimension {} of {rank}", i + 1))?);
            len = len.checked_mul(size.into()).ok_or_else(|| Problem::Format {
                offset: self.offset - 4,
                expected: "dimensions whose product is below 2^64".into(),
                found: format!("{} x {size}", product(&dims)),
            })?;
            dims.push(size as usize);
        }
        let data = self.elements(&dims, len)?;
        Ok(Idx { dims, data })
    }

    /// Four bytes of the header.
    fn word(&mut self, what: &str) -> Result<[u8; 4], Problem> {
        let mut word = [0; 4];
        let mut count = 0;
        while count < word.len() {
            match self.reader.read(&mut word[count..]) {
                Ok(0) => return Err(self.short(count as u64, what, None)),
                Ok(read) => count += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.short(count as u64, what, Some(error))),
            }
        }
        self.offset += word.len() as u64;
        Ok(word)
    }

    /// The elements: exactly `len` bytes, and nothing behind them.
    fn elements(&mut self, dims: &[usize], len: u64) -> Result<Vec<u8>, Problem> {
        let header = self.offset;
        let expected = format!("{len} bytes of data ({})", product(dims));
        // Before memory is taken: can the file hold what its header claims?
        match self.limit {
            Limit::Exactly(size) if size < header.saturating_add(len) => {
                let found = format!("{}, then the end of the file", size - header);
                return Err(Problem::Format { offset: size, expected, found });
            }
            Limit::AtMost(size) if size < len => {
                let found = format!("a file that unpacks to {size} at the very most");
                return Err(Problem::Format { offset: header, expected, found });
            }
            _ => {}
        }
        // The vector grows with what is read. One byte more is asked for: it shows what lies behind the elements,
        // and makes the decoder read as far as its checksum.
        let mut data = Vec::new();
        let result = self.reader.by_ref().take(len.saturating_add(1)).read_to_end(&mut data);
        let count = data.len() as u64;
        if count > len {
            let found = match self.limit {
                Limit::Exactly(size) => format!("{} bytes more", size.saturating_sub(header + len)),
                Limit::AtMost(_) => "more bytes".into(),
            };
            return Err(Problem::Format { offset: header + len, expected: "the end of the data".into(), found });
        }
        match result {
            Ok(_) if count == len => Ok(data),
            Ok(_) => Err(self.short(count, &expected, None)),
            Err(error) if count == len => {
                Err(self.short(count, "the end of the compressed data, with its checksum", Some(error)))
            }
            Err(error) => Err(self.short(count, &expected, Some(error))),
        }
    }

    /// `count` bytes of `what` came, and then the end or `error`.
    fn short(&self, count: u64, what: &str, error: Option<io::Error>) -> Problem {
        let end = match error {
            None => "the end of the file".to_owned(),
            // These kinds come from the decoder; all others are the operating system's.
            Some(error) => match error.kind() {
                io::ErrorKind::UnexpectedEof => "the end of the compressed file".to_owned(),
                io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => format!("damage ({error})"),
                _ => return Problem::Io(error),
            },
        };
        Problem::Format { offset: self.offset + count, expected: what.into(), found: format!("{count}, then {end}") }
    }
}

/// `60000 x 28 x 28`.
fn product(dims: &[usize]) -> String {
    dims.iter().map(usize::to_string).collect::<Vec<_>>().join(" x ")
}

//! Built-in data files as the build script translated them: the values of a TOML file with their
//! places, ready to be handed to serde without being parsed. Owns the reading of that form; must not
//! know what the values mean.
//!
//! All strings stand one after the other in a text of their own. A value is a tag and what follows it;
//! numbers are LEB128, a place is the way from the start of the last one, in zigzag, and its length.
//! `build.rs` writes the same form.
//!
//! | tag | value |
//! | --- | --- |
//! | 0 | string: place, length |
//! | 1 | integer: place, the number in zigzag |
//! | 2 | false, 3 true: place |
//! | 4 | array: place, number of values, the values |
//! | 5 | table: place, number of pairs, then key (place, length) and value of each |

use std::fmt;

use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, U32Deserializer};
use serde::de::{
    self, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};

/// The name by which [`toml::Spanned`] asks for a value with its place.
const SPANNED: &str = "$__serde_spanned_private_Spanned";
/// What it asks for then.
const SPANNED_FIELDS: [&str; 3] =
    ["$__serde_spanned_private_start", "$__serde_spanned_private_end", "$__serde_spanned_private_value"];

/// The values do not fit the type that was asked for. Whoever asked reads the TOML text then, which
/// tells where and why.
#[derive(Debug)]
pub(crate) struct Misfit;

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the values do not fit")
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// A translated file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Translation {
    values: &'static [u8],
    strings: &'static str,
}

impl Translation {
    /// The one between these places among the values and among the strings of several files.
    pub(crate) const fn part(
        values: &'static [u8], strings: &'static str, [from, to]: [usize; 2], [first, last]: [usize; 2],
    ) -> Self {
        Self {
            values: values.split_at(to).0.split_at(from).1,
            strings: strings.split_at(last).0.split_at(first).1,
        }
    }
}

/// Reads a translated file.
///
/// # Errors
/// Where its values do not fit the type.
pub(crate) fn read<T: Deserialize<'static>>(file: Translation) -> Result<T, Misfit> {
    T::deserialize(&mut Reader { rest: file.values, strings: file.strings, last: 0 })
}

#[derive(Clone, Copy)]
struct Reader {
    rest: &'static [u8],
    strings: &'static str,
    /// Where the last place starts.
    last: u32,
}

impl Reader {
    fn byte(&mut self) -> Result<u8, Misfit> {
        let (&first, rest) = self.rest.split_first().ok_or(Misfit)?;
        self.rest = rest;
        Ok(first)
    }

    fn number(&mut self) -> Result<u64, Misfit> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(Misfit)
    }

    fn size(&mut self) -> Result<usize, Misfit> {
        usize::try_from(self.number()?).map_err(|_| Misfit)
    }

    fn signed(&mut self) -> Result<i64, Misfit> {
        let zigzag = self.number()?;
        Ok((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
    }

    fn place(&mut self) -> Result<[u32; 2], Misfit> {
        self.last = self.last.wrapping_add(self.signed()? as u32);
        Ok([self.last, self.last.wrapping_add(self.number()? as u32)])
    }

    fn text(&mut self) -> Result<&'static str, Misfit> {
        let len = self.size()?;
        let (text, strings) = self.strings.split_at_checked(len).ok_or(Misfit)?;
        self.strings = strings;
        Ok(text)
    }
}

impl de::Deserializer<'static> for &mut Reader {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let tag = self.byte()?;
        self.place()?;
        match tag {
            0 => visitor.visit_borrowed_str(self.text()?),
            1 => visitor.visit_i64(self.signed()?),
            2 | 3 => visitor.visit_bool(tag == 3),
            4 => {
                let left = self.size()?;
                visitor.visit_seq(Values { reader: self, left })
            }
            5 => {
                let left = self.size()?;
                visitor.visit_map(Pairs { reader: self, left })
            }
            _ => Err(Misfit),
        }
    }

    fn deserialize_option<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'static>>(
        self, _: &'static str, visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'static>>(
        self, name: &'static str, _: &'static [&'static str], visitor: V,
    ) -> Result<V::Value, Misfit> {
        if name != SPANNED {
            return self.deserialize_any(visitor);
        }
        // the place stands between the tag and the value, which is read again from its tag
        let mut ahead = *self;
        ahead.byte()?;
        let place = ahead.place()?;
        visitor.visit_map(Placed { place, value: self, next: 0 })
    }

    fn deserialize_enum<V: Visitor<'static>>(
        self, _: &'static str, _: &'static [&'static str], visitor: V,
    ) -> Result<V::Value, Misfit> {
        let tag = self.byte()?;
        self.place()?;
        match tag {
            0 => visitor.visit_enum(BorrowedStrDeserializer::new(self.text()?)),
            // a table of one pair: the variant and what it holds
            5 if self.size()? == 1 => visitor.visit_enum(self),
            _ => Err(Misfit),
        }
    }

    serde::forward_to_deserialize_any! {
        <V: Visitor<'static>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

struct Values<'r> {
    reader: &'r mut Reader,
    left: usize,
}

impl SeqAccess<'static> for Values<'_> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'static>>(
        &mut self, seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

struct Pairs<'r> {
    reader: &'r mut Reader,
    left: usize,
}

impl MapAccess<'static> for Pairs<'_> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'static>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some(left) = self.left.checked_sub(1) else { return Ok(None) };
        self.left = left;
        let place = self.reader.place()?;
        let text = self.reader.text()?;
        seed.deserialize(Key { place, text }).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'static>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        seed.deserialize(&mut *self.reader)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left)
    }
}

/// The key of a pair.
struct Key {
    place: [u32; 2],
    text: &'static str,
}

impl de::Deserializer<'static> for Key {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'static>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_borrowed_str(self.text)
    }

    fn deserialize_struct<V: Visitor<'static>>(
        self, name: &'static str, _: &'static [&'static str], visitor: V,
    ) -> Result<V::Value, Misfit> {
        if name != SPANNED {
            return Err(Misfit);
        }
        let place = self.place;
        visitor.visit_map(Placed { place, value: self, next: 0 })
    }

    fn deserialize_newtype_struct<V: Visitor<'static>>(
        self, _: &'static str, visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'static>>(
        self, _: &'static str, _: &'static [&'static str], visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_enum(BorrowedStrDeserializer::new(self.text))
    }

    serde::forward_to_deserialize_any! {
        <V: Visitor<'static>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// A value with its place, as [`toml::Spanned`] reads it: three fields one after the other.
struct Placed<D> {
    place: [u32; 2],
    value: D,
    next: usize,
}

impl<D> MapAccess<'static> for Placed<D>
where
    D: Reread,
{
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'static>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some(name) = SPANNED_FIELDS.get(self.next) else { return Ok(None) };
        self.next += 1;
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'static>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        match self.place.get(self.next - 1) {
            Some(&offset) => {
                seed.deserialize(
                    IntoDeserializer::<Misfit>::into_deserializer(offset) as U32Deserializer<Misfit>
                )
            }
            None => self.value.read(seed),
        }
    }
}

/// What [`Placed`] reads its value from.
trait Reread {
    fn read<V: DeserializeSeed<'static>>(&mut self, seed: V) -> Result<V::Value, Misfit>;
}

impl Reread for &mut Reader {
    fn read<V: DeserializeSeed<'static>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        seed.deserialize(&mut **self)
    }
}

impl Reread for Key {
    fn read<V: DeserializeSeed<'static>>(&mut self, seed: V) -> Result<V::Value, Misfit> {
        seed.deserialize(Self { place: self.place, text: self.text })
    }
}

impl<'r> EnumAccess<'static> for &'r mut Reader {
    type Error = Misfit;
    type Variant = &'r mut Reader;

    fn variant_seed<V: DeserializeSeed<'static>>(self, seed: V) -> Result<(V::Value, Self::Variant), Misfit> {
        let place = self.place()?;
        let text = self.text()?;
        Ok((seed.deserialize(Key { place, text })?, self))
    }
}

impl VariantAccess<'static> for &mut Reader {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        de::IgnoredAny::deserialize(self).map(|_| ())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'static>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'static>>(self, _: usize, visitor: V) -> Result<V::Value, Misfit> {
        de::Deserializer::deserialize_any(self, visitor)
    }

    fn struct_variant<V: Visitor<'static>>(
        self, _: &'static [&'static str], visitor: V,
    ) -> Result<V::Value, Misfit> {
        de::Deserializer::deserialize_any(self, visitor)
    }
}

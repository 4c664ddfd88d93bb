//! Which slots of two records hold the same code, told for all slots at once.
//!
//! Most of what is asked of a pair is whether two codes are the same or one is missing: the rules that
//! made the pair, and the first levels of every comparison. Eight slots are compared by one instruction,
//! and what is asked becomes a look at some bits.

use crate::dictionary::Code;

/// Slots that are told; what lies beyond is looked at slot by slot.
pub const SLOTS: usize = u64::BITS as usize;

/// By slot, as bits: what the codes of two records say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agreement {
    /// Both have a code, and it is the same.
    pub same: u64,
    /// One of them has none.
    pub missing: u64,
}

/// How a kind of processor compares codes.
pub trait Comparing: Copy {
    /// Compares the codes of two rows, of which the first `slots` count.
    fn agreement(self, left: &[Code], right: &[Code], slots: usize) -> Agreement;
}

/// In terms that every processor has.
#[derive(Clone, Copy)]
pub struct Plain;

impl Comparing for Plain {
    #[inline(always)]
    fn agreement(self, left: &[Code], right: &[Code], slots: usize) -> Agreement {
        let (mut same, mut missing) = (0, 0);
        for (slot, (l, r)) in left.iter().zip(right).take(slots.min(SLOTS)).enumerate() {
            let lacks = u64::from(*l == 0) | u64::from(*r == 0);
            missing |= lacks << slot;
            same |= (u64::from(l == r) & !lacks) << slot;
        }
        Agreement { same, missing }
    }
}

/// With the 256-bit instructions of x86 processors. Rows are read in whole pieces of eight, so they go on
/// behind their last code.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy)]
pub struct Wide(pub pulp::x86::V3);

/// Codes compared by one instruction.
pub(super) const PIECE: usize = 8;

#[cfg(target_arch = "x86_64")]
impl Comparing for Wide {
    #[inline(always)]
    fn agreement(self, left: &[Code], right: &[Code], slots: usize) -> Agreement {
        let pulp::x86::V3 { avx, avx2, .. } = self.0;
        let none = avx._mm256_setzero_si256();
        let (mut same, mut missing) = (0, 0);
        let (left, _) = left.as_chunks::<PIECE>();
        let (right, _) = right.as_chunks::<PIECE>();
        let slots = slots.min(SLOTS);
        for (piece, (l, r)) in left.iter().zip(right).take(slots.div_ceil(PIECE)).enumerate() {
            let (l, r) = (pulp::cast(*l), pulp::cast(*r));
            let lacks = avx2._mm256_or_si256(
                avx2._mm256_cmpeq_epi32(l, none),
                avx2._mm256_cmpeq_epi32(r, none),
            );
            let equals = avx2._mm256_andnot_si256(lacks, avx2._mm256_cmpeq_epi32(l, r));
            let equals = avx._mm256_movemask_ps(avx._mm256_castsi256_ps(equals));
            let lacks = avx._mm256_movemask_ps(avx._mm256_castsi256_ps(lacks));
            same |= u64::from(equals.cast_unsigned()) << (piece * PIECE);
            missing |= u64::from(lacks.cast_unsigned()) << (piece * PIECE);
        }
        let told = if slots == 0 { 0 } else { u64::MAX >> (SLOTS - slots) };
        Agreement { same: same & told, missing: missing & told }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_kind_of_processor_tells_the_same(
            codes in prop::collection::vec((0_u32..3, 0_u32..3), 1..90),
            behind in any::<u32>(),
        ) {
            let slots = codes.len();
            let (mut left, mut right): (Vec<Code>, Vec<Code>) = codes.iter().copied().unzip();
            for row in [&mut left, &mut right] {
                row.resize(slots.next_multiple_of(PIECE), behind);
            }
            let plain = Plain.agreement(&left, &right, slots);
            for (slot, (l, r)) in codes.iter().take(SLOTS).enumerate() {
                prop_assert_eq!(plain.same >> slot & 1 == 1, l == r && *l != 0);
                prop_assert_eq!(plain.missing >> slot & 1 == 1, *l == 0 || *r == 0);
            }
            #[cfg(target_arch = "x86_64")]
            if let Some(wide) = pulp::x86::V3::try_new() {
                prop_assert_eq!(Wide(wide).agreement(&left, &right, slots), plain);
            }
        }
    }
}

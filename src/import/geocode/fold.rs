//! One key for the many romanised spellings of a Thai name, and the distance between two spellings.

/// Returns the key of a word in Latin letters: `Mueang`, `Muang` and `Meuang` have one key, as have
/// `Khong Jiam` and `Kong Chiam`, `Sri` and `Si`, `Nakorn` and `Nakhon`.
///
/// Aspiration, vowel length and doubled letters are what writers vary; consonants and vowel quality
/// stay, so that different names keep different keys. Anything but ASCII letters is left out.
pub(super) fn fold(word: &str) -> String {
    let letters: Vec<u8> =
        word.bytes().filter(u8::is_ascii_alphabetic).map(|b| b.to_ascii_lowercase()).collect();
    let mut key = String::with_capacity(letters.len());
    let mut rest = letters.as_slice();
    let mut after_vowel = false;
    while let Some((&first, tail)) = rest.split_first() {
        let (out, used) = step(rest, after_vowel);
        after_vowel = is_vowel(first) && used > 0;
        for c in out.chars() {
            if !key.ends_with(c) {
                key.push(c);
            }
        }
        rest = if used > 1 { rest.get(used..).unwrap_or_default() } else { tail };
    }
    // A final d, b or g is heard and written as t, p or k.
    match key.as_bytes() {
        [.., b'd'] => replace_last(key, 't'),
        [.., b'b'] => replace_last(key, 'p'),
        [.., before, b'g'] if *before != b'n' => replace_last(key, 'k'),
        _ => key,
    }
}

fn replace_last(mut key: String, c: char) -> String {
    key.pop();
    key.push(c);
    key
}

fn is_vowel(b: u8) -> bool {
    matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Returns what the next letters become, and how many they are.
fn step(rest: &[u8], after_vowel: bool) -> (&'static str, usize) {
    match rest {
        [b't', b'c', b'h', ..] => ("c", 3),
        [b'c', b'h', ..] => ("c", 2),
        [b'p', b'h', ..] => ("p", 2),
        [b't', b'h', ..] => ("t", 2),
        [b'k', b'h', ..] | [b'c', b'k', ..] => ("k", 2),
        [b'g', b'h', ..] => ("g", 2),
        [b'd', b'h', ..] => ("d", 2),
        [b's', b'r', ..] => ("s", 2),
        [b'o', b'o', ..] | [b'u', b'e', ..] | [b'e', b'u', ..] => ("u", 2),
        [b'e', b'e', ..] => ("i", 2),
        [b'a' | b'o', b'e', ..] => ("e", 2),
        [b'i', b'e', ..] => ("ia", 2),
        // `Nakorn`, `Therng`, `Mukdaharn`: an r that only lengthens the vowel.
        [b'r', next, ..] if after_vowel && !is_vowel(*next) => ("", 1),
        // `Koh` is `Ko`.
        [b'r' | b'h'] if after_vowel => ("", 1),
        // `Kaew` is `Kaeo`.
        [b'w', next, ..] if after_vowel && !is_vowel(*next) => ("o", 1),
        [b'w'] if after_vowel => ("o", 1),
        [b'y', next, ..] if after_vowel && !is_vowel(*next) => ("i", 1),
        [b'y'] if after_vowel => ("i", 1),
        [first, ..] => (single(*first), 1),
        [] => ("", 0),
    }
}

fn single(letter: u8) -> &'static str {
    const SAME: [&str; 26] = [
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "c", "k", "l", "m", "n", "o", "p", "k", "r", "s", "t",
        "u", "w", "w", "x", "y", "s",
    ];
    SAME.get(usize::from(letter.saturating_sub(b'a'))).copied().unwrap_or("")
}

/// Returns how many letters must change, or stand the other way round beside each other, to make one
/// text the other, if at most `most`.
pub(super) fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut older: Vec<usize> = Vec::new();
    let mut old: Vec<usize> = (0..=b.len()).collect();
    let at = |row: &[usize], i: usize| row.get(i).copied().unwrap_or(usize::MAX / 2);
    for (i, x) in a.iter().enumerate() {
        let mut new = Vec::with_capacity(old.len());
        new.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut cost = (at(&old, j) + usize::from(x != y)).min(at(&old, j + 1) + 1).min(at(&new, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                cost = cost.min(at(&older, j - 1) + 1);
            }
            new.push(cost);
        }
        if new.iter().all(|cost| *cost > most) {
            return None;
        }
        older = std::mem::replace(&mut old, new);
    }
    old.last().copied().filter(|d| *d <= most)
}

/// Returns how many letters a name of this length may differ and still be taken for it.
pub(super) fn allowance(letters: usize) -> usize {
    match letters {
        0..=4 => 0,
        5..=8 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for names in [
            vec!["Mueang", "Muang", "Meuang"],
            vec!["BuengKhongLong", "Bung Khong Long", "Beung Kong Long"],
            vec!["Khong Chiam", "Khong Jiam", "Kong-Chiam"],
            vec!["Si Songkhram", "Sri Songkram"],
            vec!["Nakhon", "Nakorn"],
            vec!["Thoeng", "Therng"],
            vec!["Wiang Kaen", "Vieng Kaen"],
            vec!["Buriram", "Buri Ram", "Bureeram"],
            vec!["Sa Kaeo", "Sakaew"],
            vec!["Ubon Ratchathani", "Ubon Rachatani"],
            vec!["Ban Kruat", "Baan Kruad"],
            vec!["Huai", "Huay"],
            vec!["Ko", "Koh"],
        ] {
            let keys: std::collections::BTreeSet<String> = names.iter().map(|name| fold(name)).collect();
            assert_eq!(keys.len(), 1, "{names:?}: {keys:?}");
        }
    }

    #[test]
    fn different_names_keep_different_keys() {
        for (a, b) in
            [("Chiang Khan", "Chiang Khong"), ("Nam Yuen", "Nam Khun"), ("Nan", "Na"), ("Loei", "Lao")]
        {
            assert_ne!(fold(a), fold(b));
        }
    }

    #[test]
    fn the_distance_is_bounded() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&chars("กันทรลักษณ์"), &chars("กันทรลักษ์"), 2), Some(1));
        assert_eq!(distance(&chars("chaing"), &chars("chiang"), 2), Some(1));
        assert_eq!(distance(&chars("abc"), &chars("abc"), 0), Some(0));
        assert_eq!(distance(&chars(""), &chars("ab"), 2), Some(2));
        assert_eq!(distance(&chars("abcdef"), &chars("uvwxyz"), 2), None);
    }
}

// What the toolkit uses of ICU4C, under plain names.
//
// ICU's functions are macros that add the library's version to the name, and Swift does not see macros; its headers
// also clash with the copy of ICU that Foundation brings along, as soon as one file imports both. So no header of ICU
// is included here: results are plain numbers, handles are opaque.
#ifndef CICU_H
#define CICU_H

#include <stdbool.h>
#include <stdint.h>

/// `cicu_ok`, `cicu_overflow` (the result needs more room; the call tells how much) or any other error of ICU.
typedef int32_t cicu_code;
enum { cicu_ok = 0, cicu_overflow = 15 };

const char *cicu_error_name(cicu_code code);
const char *cicu_version(void);

// UTF-8 ↔ UTF-16; invalid parts become U+FFFD. Every function of this kind writes at most `capacity` units and gives
// the number of units that the whole result has.
int32_t cicu_from_utf8(const char *text, int32_t count, uint16_t *out, int32_t capacity, cicu_code *code);
int32_t cicu_to_utf8(const uint16_t *text, int32_t count, char *out, int32_t capacity, cicu_code *code);

/// Normalization forms of UAX #15.
typedef enum { cicu_nfc, cicu_nfd, cicu_nfkc, cicu_nfkd } cicu_form;
int32_t cicu_normalize(cicu_form form, const uint16_t *text, int32_t count, uint16_t *out, int32_t capacity,
                       cicu_code *code);
/// Length of the part at the start that is known to be in the form already.
int32_t cicu_normalized_prefix(cicu_form form, const uint16_t *text, int32_t count, cicu_code *code);

// Full case mappings by the rules of a locale.
int32_t cicu_to_lower(const uint16_t *text, int32_t count, const char *locale, uint16_t *out, int32_t capacity,
                      cicu_code *code);
int32_t cicu_to_upper(const uint16_t *text, int32_t count, const char *locale, uint16_t *out, int32_t capacity,
                      cicu_code *code);
int32_t cicu_fold_case(const uint16_t *text, int32_t count, bool is_turkic, uint16_t *out, int32_t capacity,
                       cicu_code *code);

/// What the cleaning of text tells apart (Unicode's general categories, put together).
typedef enum { cicu_other, cicu_letter, cicu_mark, cicu_control, cicu_format } cicu_kind;
cicu_kind cicu_kind_of(uint32_t scalar);
bool cicu_is_white_space(uint32_t scalar);
bool cicu_is_default_ignorable(uint32_t scalar);
/// An emoji or a character that modifies one.
bool cicu_is_pictograph(uint32_t scalar);
/// A sign that takes the vowel from the letter before it (canonical combining class 9).
bool cicu_is_virama(uint32_t scalar);
/// Whether the letter changes its shape with its neighbors, as in Arabic.
bool cicu_is_cursive(uint32_t scalar);

// Scripts, as ICU numbers them; names are the codes of ISO 15924.
/// -1 for what belongs to all scripts or to none.
int32_t cicu_script(uint32_t scalar);
bool cicu_has_script(uint32_t scalar, int32_t script);
const char *cicu_script_name(int32_t script);
/// Scripts of a locale ("sr" → Cyrl) or the script of this name; gives how many there are, at most `capacity`.
int32_t cicu_scripts_of(const char *name, int32_t *out, int32_t capacity);

/// What a character does to the clause before it, by Unicode's properties.
typedef enum {
  cicu_clause_goes_on,
  /// Ends it where white space follows: Terminal_Punctuation and Dash.
  cicu_clause_pause,
  /// Ends it by itself: Terminal_Punctuation of full width, and the dash of line-break class B2.
  cicu_clause_stop,
  /// A closing bracket or quotation mark: belongs to what it stands behind.
  cicu_clause_closer,
} cicu_clause;
cicu_clause cicu_clause_of(uint32_t scalar);

/// Boundaries in UTF-8, as byte offsets. For one thread at a time.
typedef struct cicu_breaks cicu_breaks;
typedef enum { cicu_cluster, cicu_word, cicu_sentence } cicu_unit;
/// NULL and a code if the locale's rules cannot be had.
cicu_breaks *cicu_breaks_open(cicu_unit unit, const char *locale, cicu_code *code);
void cicu_breaks_close(cicu_breaks *breaks);
/// `text` must live until the last call of `cicu_breaks_next`.
void cicu_breaks_set_text(cicu_breaks *breaks, const char *text, int64_t count, cicu_code *code);
/// The next boundary behind the last one; -1 after the last. `is_word`: the unit before it has letters or digits.
int32_t cicu_breaks_next(cicu_breaks *breaks, bool *is_word);

#endif

#include "cicu.h"

#include <stddef.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

_Static_assert(cicu_overflow == U_BUFFER_OVERFLOW_ERROR, "ICU's code for a buffer that is too small");

// ICU's negative codes are warnings: the result is there.
static cicu_code without_warnings(UErrorCode code) { return U_FAILURE(code) ? (cicu_code)code : cicu_ok; }

const char *cicu_error_name(cicu_code code) { return u_errorName((UErrorCode)code); }
const char *cicu_version(void) { return U_ICU_VERSION; }

int32_t cicu_from_utf8(const char *text, int32_t count, uint16_t *out, int32_t capacity, cicu_code *code) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t needed = 0;
  u_strFromUTF8WithSub((UChar *)out, capacity, &needed, text, count, 0xFFFD, NULL, &error);
  *code = without_warnings(error);
  return needed;
}

int32_t cicu_to_utf8(const uint16_t *text, int32_t count, char *out, int32_t capacity, cicu_code *code) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t needed = 0;
  u_strToUTF8WithSub(out, capacity, &needed, (const UChar *)text, count, 0xFFFD, NULL, &error);
  *code = without_warnings(error);
  return needed;
}

// The instances belong to ICU and may be used by all threads.
static const UNormalizer2 *normalizer(cicu_form form, UErrorCode *error) {
  switch (form) {
    case cicu_nfc: return unorm2_getNFCInstance(error);
    case cicu_nfd: return unorm2_getNFDInstance(error);
    case cicu_nfkc: return unorm2_getNFKCInstance(error);
    case cicu_nfkd: return unorm2_getNFKDInstance(error);
  }
  *error = U_ILLEGAL_ARGUMENT_ERROR;
  return NULL;
}

int32_t cicu_normalize(cicu_form form, const uint16_t *text, int32_t count, uint16_t *out, int32_t capacity,
                       cicu_code *code) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t needed =
      unorm2_normalize(normalizer(form, &error), (const UChar *)text, count, (UChar *)out, capacity, &error);
  *code = without_warnings(error);
  return needed;
}

int32_t cicu_normalized_prefix(cicu_form form, const uint16_t *text, int32_t count, cicu_code *code) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t prefix = unorm2_spanQuickCheckYes(normalizer(form, &error), (const UChar *)text, count, &error);
  *code = without_warnings(error);
  return prefix;
}

int32_t cicu_to_lower(const uint16_t *text, int32_t count, const char *locale, uint16_t *out, int32_t capacity,
                      cicu_code *code) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t needed = u_strToLower((UChar *)out, capacity, (const UChar *)text, count, locale, &error);
  *code = without_warnings(error);
  return needed;
}

int32_t cicu_to_upper(const uint16_t *text, int32_t count, const char *locale, uint16_t *out, int32_t capacity,
                      cicu_code *code) {
  UErrorCode error = U_ZERO_ERROR;
  int32_t needed = u_strToUpper((UChar *)out, capacity, (const UChar *)text, count, locale, &error);
  *code = without_warnings(error);
  return needed;
}

int32_t cicu_fold_case(const uint16_t *text, int32_t count, bool is_turkic, uint16_t *out, int32_t capacity,
                       cicu_code *code) {
  UErrorCode error = U_ZERO_ERROR;
  uint32_t options = is_turkic ? U_FOLD_CASE_EXCLUDE_SPECIAL_I : U_FOLD_CASE_DEFAULT;
  int32_t needed = u_strFoldCase((UChar *)out, capacity, (const UChar *)text, count, options, &error);
  *code = without_warnings(error);
  return needed;
}

cicu_kind cicu_kind_of(uint32_t scalar) {
  uint32_t category = U_MASK(u_charType((UChar32)scalar));
  if (category & U_GC_L_MASK) return cicu_letter;
  if (category & U_GC_M_MASK) return cicu_mark;
  if (category & U_GC_CC_MASK) return cicu_control;
  if (category & U_GC_CF_MASK) return cicu_format;
  return cicu_other;
}

bool cicu_is_white_space(uint32_t scalar) { return u_isUWhiteSpace((UChar32)scalar); }

bool cicu_is_default_ignorable(uint32_t scalar) {
  return u_hasBinaryProperty((UChar32)scalar, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool cicu_is_pictograph(uint32_t scalar) {
  return u_hasBinaryProperty((UChar32)scalar, UCHAR_EXTENDED_PICTOGRAPHIC) ||
         u_hasBinaryProperty((UChar32)scalar, UCHAR_EMOJI_MODIFIER);
}

bool cicu_is_virama(uint32_t scalar) { return u_getCombiningClass((UChar32)scalar) == 9; }

bool cicu_is_cursive(uint32_t scalar) {
  int32_t joining = u_getIntPropertyValue((UChar32)scalar, UCHAR_JOINING_TYPE);
  return joining == U_JT_DUAL_JOINING || joining == U_JT_LEFT_JOINING || joining == U_JT_RIGHT_JOINING;
}

int32_t cicu_script(uint32_t scalar) {
  UErrorCode error = U_ZERO_ERROR;
  UScriptCode script = uscript_getScript((UChar32)scalar, &error);
  bool is_own =
      U_SUCCESS(error) && script != USCRIPT_COMMON && script != USCRIPT_INHERITED && script != USCRIPT_UNKNOWN;
  return is_own ? (int32_t)script : -1;
}

bool cicu_has_script(uint32_t scalar, int32_t script) {
  return uscript_hasScript((UChar32)scalar, (UScriptCode)script);
}

const char *cicu_script_name(int32_t script) { return uscript_getShortName((UScriptCode)script); }

int32_t cicu_scripts_of(const char *name, int32_t *out, int32_t capacity) {
  UErrorCode error = U_ZERO_ERROR;
  UScriptCode scripts[16];
  int32_t count = uscript_getCode(name, scripts, 16, &error);
  if (U_FAILURE(error)) return 0;
  if (count > capacity) count = capacity;
  for (int32_t index = 0; index < count; ++index) out[index] = (int32_t)scripts[index];
  return count;
}

cicu_clause cicu_clause_of(uint32_t scalar) {
  UChar32 character = (UChar32)scalar;
  if (u_getIntPropertyValue(character, UCHAR_LINE_BREAK) == U_LB_BREAK_BOTH) return cicu_clause_stop;
  if (u_hasBinaryProperty(character, UCHAR_TERMINAL_PUNCTUATION)) {
    int32_t width = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? cicu_clause_stop : cicu_clause_pause;
  }
  if (u_hasBinaryProperty(character, UCHAR_DASH)) return cicu_clause_pause;
  bool opens = U_MASK(u_charType(character)) & (U_GC_PS_MASK | U_GC_PI_MASK);
  bool encloses = u_getIntPropertyValue(character, UCHAR_SENTENCE_BREAK) == U_SB_CLOSE;
  return encloses && !opens ? cicu_clause_closer : cicu_clause_goes_on;
}

// A `cicu_breaks` is ICU's iterator; the name only hides the type.
cicu_breaks *cicu_breaks_open(cicu_unit unit, const char *locale, cicu_code *code) {
  static const UBreakIteratorType types[] = {UBRK_CHARACTER, UBRK_WORD, UBRK_SENTENCE};
  UErrorCode error = U_ZERO_ERROR;
  UBreakIterator *iterator = ubrk_open(types[unit], locale, NULL, 0, &error);
  *code = without_warnings(error);
  return (cicu_breaks *)iterator;
}

void cicu_breaks_close(cicu_breaks *breaks) { ubrk_close((UBreakIterator *)breaks); }

void cicu_breaks_set_text(cicu_breaks *breaks, const char *text, int64_t count, cicu_code *code) {
  UErrorCode error = U_ZERO_ERROR;
  UText view = UTEXT_INITIALIZER;
  utext_openUTF8(&view, text, count, &error);
  // The iterator makes its own shallow copy of the view.
  ubrk_setUText((UBreakIterator *)breaks, &view, &error);
  utext_close(&view);
  *code = without_warnings(error);
}

int32_t cicu_breaks_next(cicu_breaks *breaks, bool *is_word) {
  int32_t boundary = ubrk_next((UBreakIterator *)breaks);
  *is_word = ubrk_getRuleStatus((UBreakIterator *)breaks) >= UBRK_WORD_NONE_LIMIT;
  return boundary == UBRK_DONE ? -1 : boundary;
}

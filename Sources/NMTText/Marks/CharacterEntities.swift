/// Named entities that are replaced by their characters before translation: the five of XML, and HTML's letters and
/// punctuation of Latin script.
let characterEntities: [String: String] = {
  var table = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
  for line in latinEntities.split(separator: " ") {
    let cells = line.split(separator: "=")
    table[String(cells[0])] = String(cells[1])
  }
  return table
}()

private let latinEntities = """
  Agrave=À Aacute=Á Acirc=Â Atilde=Ã Auml=Ä Aring=Å AElig=Æ Ccedil=Ç Egrave=È Eacute=É Ecirc=Ê Euml=Ë Igrave=Ì Iacute=Í \
  Icirc=Î Iuml=Ï ETH=Ð Ntilde=Ñ Ograve=Ò Oacute=Ó Ocirc=Ô Otilde=Õ Ouml=Ö Oslash=Ø Ugrave=Ù Uacute=Ú Ucirc=Û Uuml=Ü \
  Yacute=Ý THORN=Þ szlig=ß agrave=à aacute=á acirc=â atilde=ã auml=ä aring=å aelig=æ ccedil=ç egrave=è eacute=é ecirc=ê \
  euml=ë igrave=ì iacute=í icirc=î iuml=ï eth=ð ntilde=ñ ograve=ò oacute=ó ocirc=ô otilde=õ ouml=ö oslash=ø ugrave=ù \
  uacute=ú ucirc=û uuml=ü yacute=ý thorn=þ yuml=ÿ OElig=Œ oelig=œ Scaron=Š scaron=š iexcl=¡ iquest=¿ laquo=« raquo=» \
  lsquo=‘ rsquo=’ sbquo=‚ ldquo=“ rdquo=” bdquo=„ lsaquo=‹ rsaquo=› ndash=– mdash=— hellip=… bull=• middot=· copy=© reg=® \
  trade=™ deg=° euro=€ pound=£ yen=¥ cent=¢ sect=§ para=¶ plusmn=± times=× divide=÷ frac12=½ frac14=¼ frac34=¾
  """

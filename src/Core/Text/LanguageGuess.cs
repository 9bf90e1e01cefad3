using System.Text;

namespace MlOpsDashboard.Core.Text;

/// <summary>Which language a text is in, by its script and the commonest words of European ones. A guess for people, nothing is learnt from it.</summary>
public static class LanguageGuess
{
    private static readonly (string Language, HashSet<string> Words)[] Common =
    [
        ("en", Words("the,and,to,of,is,in,it,you,that,for,on,was,with,this,are,my,have,but,not,your,be,at,so,me")),
        ("de", Words("der,die,und,das,ist,nicht,ein,eine,ich,zu,mit,den,auf,war,sie,es,auch,aber,sehr,wir")),
        ("fr", Words("le,la,les,et,est,une,des,pas,que,pour,dans,ce,vous,avec,je,du,sur,nous,très,il")),
        ("es", Words("el,los,las,que,y,es,una,por,con,para,muy,pero,del,se,lo,mi,esta,como,más,todo")),
        ("it", Words("il,che,di,è,non,una,per,con,sono,del,la,molto,ma,anche,della,mi,questo,gli,si,da")),
        ("pt", Words("o,os,que,não,uma,para,com,do,da,em,muito,mas,foi,é,no,na,eu,mais,por,você")),
        ("nl", Words("de,het,een,en,van,niet,ik,dat,is,op,met,voor,zijn,was,ook,maar,er,heel,wij,te")),
    ];

    /// <summary>Two letters, or null where nothing shows it.</summary>
    public static string? Of(string text)
    {
        int han = 0,
            kana = 0,
            hangul = 0,
            cyrillic = 0,
            arabic = 0,
            thai = 0,
            latin = 0;
        foreach (var rune in text.EnumerateRunes().Take(2_000))
        {
            var c = rune.Value;
            han += c is >= 0x3400 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0x20000 and <= 0x323AF ? 1 : 0;
            kana += c is >= 0x3040 and <= 0x30FF ? 1 : 0;
            hangul += c is >= 0xAC00 and <= 0xD7AF or >= 0x1100 and <= 0x11FF ? 1 : 0;
            cyrillic += c is >= 0x400 and <= 0x52F ? 1 : 0;
            arabic += c is >= 0x600 and <= 0x6FF ? 1 : 0;
            thai += c is >= 0xE00 and <= 0xE7F ? 1 : 0;
            latin += c < 0x250 && Rune.IsLetter(rune) ? 1 : 0;
        }
        // A character of Chinese says as much as a few letters.
        return kana > 0 && kana * 10 > han ? "ja"
            : hangul > han && hangul * 3 > latin ? "ko"
            : han * 3 > latin && han > 0 ? "zh"
            : cyrillic > latin ? "ru"
            : arabic > latin ? "ar"
            : thai > latin ? "th"
            : latin > 0 ? OfWords(text)
            : null;
    }

    private static string? OfWords(string text)
    {
        string[] words = text.ToLowerInvariant()
            .Split([' ', '\t', '\n', '\r', ',', '.', '!', '?', ';', ':', '"', '(', ')'], 300, StringSplitOptions.RemoveEmptyEntries);
        var (language, count) = Common.Select(known => (known.Language, words.Count(known.Words.Contains))).MaxBy(known => known.Item2);
        // One word alone is a name as often as not.
        return count > 1 || (count == 1 && language == "en") ? language : null;
    }

    private static HashSet<string> Words(string words) => new(words.Split(','), StringComparer.Ordinal);
}

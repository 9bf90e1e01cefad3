using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Tokenizers;

/// <summary>What a tokenizer makes of every code point there is, as numbers: characters that no token has are one number, since a word with one of them is
/// unknown.</summary>
internal sealed class CharacterTable
{
    /// <summary>Codes of what no token has.</summary>
    public const int Nothing = 0,
        Separator = 1,
        UnknownLetter = 2,
        UnknownAlone = 3;

    private const int LastPoint = 0x10FFFF,
        FirstSurrogate = 0xD800,
        LastSurrogate = 0xDFFF;

    private readonly Dictionary<(int Point, CharacterKind Kind), int> codes = [];

    // Of each code from 0; -1 where it is no character.
    private readonly List<(int Point, CharacterKind Kind)> characters =
    [
        (-1, CharacterKind.Separator),
        (-1, CharacterKind.Separator),
        (-1, CharacterKind.Letter),
        (-1, CharacterKind.Alone),
    ];

    private readonly List<int[]> rows =
    [
        [UnknownLetter],
        [],
    ];
    private readonly List<string> keys = [""];
    private readonly List<long> keyRows = [1];

    /// <param name="known">Code points of the vocabulary.</param>
    public CharacterTable(ICharacterRules rules, HashSet<int> known)
    {
        var numbers = new Dictionary<string, int>();
        var parts = new List<int>();
        for (var point = 0; point <= LastPoint; point++)
        {
            if (point is >= FirstSurrogate and <= LastSurrogate)
                continue;
            parts.Clear();
            rules.Fold(point, parts);
            var row = Row(rules, parts, known);
            if (row is [UnknownLetter])
                continue;
            var text = string.Join(',', row);
            if (!numbers.TryGetValue(text, out var number))
            {
                numbers.Add(text, number = row.Length == 0 ? 1 : rows.Count);
                if (row.Length > 0)
                    rows.Add(row);
            }
            keys.Add(char.ConvertFromUtf32(point));
            keyRows.Add(number);
        }
    }

    /// <summary>Characters as strings, and the row of each; an empty one has the row of nothing. All others have row 0.</summary>
    public (string[] Keys, long[] Rows) Lookup => ([.. keys], [.. keyRows]);

    public int RowCount => rows.Count;

    /// <summary>Most codes that stand for a character.</summary>
    public int Width => rows.Max(row => row.Length);

    /// <summary>Codes that stand for the characters of each row, filled up with nothing: [<see cref="RowCount"/>, <see cref="Width"/>].</summary>
    public long[] Rows()
    {
        var width = Width;
        return [.. rows.SelectMany(row => Enumerable.Range(0, width).Select(i => i < row.Length ? (long)row[i] : Nothing))];
    }

    /// <summary>A code for something that is a word by itself and no character.</summary>
    public int AddWord()
    {
        characters.Add((-1, CharacterKind.Alone));
        return characters.Count - 1;
    }

    /// <summary>What each code is to words.</summary>
    public IReadOnlyList<CharacterKind> Kinds => [.. characters.Select(character => character.Kind)];

    /// <summary>A number of each code's code point; of the others <paramref name="other"/>.</summary>
    public long[] Of(Func<int, int> number, int other) => [.. characters.Select(character => character.Point < 0 ? other : (long)number(character.Point))];

    /// <summary>A token's codes; null where no text has it.</summary>
    public int[]? Find(ReadOnlySpan<char> token, CharacterKind kind)
    {
        var found = new List<int>(token.Length);
        foreach (var rune in token.EnumerateRunes())
        {
            if (!codes.TryGetValue((rune.Value, kind), out var code))
                return null;
            found.Add(code);
        }
        return [.. found];
    }

    private int[] Row(ICharacterRules rules, List<int> parts, HashSet<int> known)
    {
        // Spaces around one character: it is a word by itself.
        var isWord = parts.Count == 3 && IsSeparator(rules, parts[0]) && !IsSeparator(rules, parts[1]) && IsSeparator(rules, parts[2]);
        return isWord ? [Code(parts[1], CharacterKind.Alone, known)] : [.. parts.Select(part => Code(part, rules.KindOf(part), known))];
    }

    private static bool IsSeparator(ICharacterRules rules, int part) => rules.KindOf(part) == CharacterKind.Separator;

    private int Code(int point, CharacterKind kind, HashSet<int> known)
    {
        if (kind == CharacterKind.Separator)
            return Separator;
        if (!known.Contains(point))
            return kind == CharacterKind.Alone ? UnknownAlone : UnknownLetter;
        if (!codes.TryGetValue((point, kind), out var code))
        {
            codes.Add((point, kind), code = characters.Count);
            characters.Add((point, kind));
        }
        return code;
    }
}

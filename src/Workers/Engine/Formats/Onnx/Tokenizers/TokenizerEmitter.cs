using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Texts;

namespace MlOpsDashboard.Workers.Engine.Formats.Onnx.Tokenizers;

/// <summary>Writes a tokenizer as operators: texts in, the numbers that <see cref="ITokenizer.Tokenize"/> gives out, of a batch at once.</summary>
/// <remarks>ONNX's own operators, <c>LabelEncoder</c> of <c>ai.onnx.ml</c>, and ONNX Runtime's own <c>com.microsoft.Tokenizer</c>, which parts a text into code
/// points; no extension is needed. (The BertTokenizer of ONNX Runtime's extensions takes one text at a time, and knows neither special tokens in a text nor
/// Unicode's decomposition, its white space and its classes beyond the usual ones.) Code points become codes, those are joined to words, and at
/// each place the longest token is found, all places at once.</remarks>
internal static class TokenizerEmitter
{
    // Each costs a comparison a character.
    private const int MostSpecialCharacters = 400;

    /// <summary>Why a tokenizer can't be written; null where it can.</summary>
    public static Refusal? Against(ITokenizer tokenizer) =>
        tokenizer switch
        {
            TensorFlowBertTokenizer or NnlmTokenizer => null,
            BertTokenizer bert when SpecialTokens.Of(bert) is { } special && special.Sum(token => token.Content.Length) <= MostSpecialCharacters => null,
            BertTokenizer => new Refusal("onnx.tokenizer.added"),
            _ => new Refusal("onnx.tokenizer.kind", ("kind", tokenizer.Kind)),
        };

    /// <summary>Tokens of the texts.</summary>
    /// <param name="text">string [texts].</param>
    /// <returns>Numbers and mask (1 for a token), int64 [texts, longest].</returns>
    /// <exception cref="RefusedException">A tokenizer that can't be written, or room for no token.</exception>
    public static (string Ids, string Mask) Emit(OnnxGraph graph, ITokenizer tokenizer, int? maxLength, string text)
    {
        if (Against(tokenizer) is { } reason)
            throw new RefusedException(reason);
        graph.Scope = "tokenizer";
        var room = TokenLimits.Room(maxLength, tokenizer.Added);
        var texts = graph.Add("Shape", [text]);
        var zeros = graph.Add("Expand", [graph.Whole(0), graph.Add("Concat", [texts, graph.Wholes(1)], ("axis", 0))]);
        var integers = new Integers(graph, zeros);
        var known = tokenizer.Vocabulary!.SelectMany(token => token.EnumerateRunes()).Select(rune => rune.Value).ToHashSet();
        var table = new CharacterTable((ICharacterRules)tokenizer, known);
        var characters = graph.Add("com.microsoft.Tokenizer", [text], ("mark", 0), ("mincharnum", 1), ("pad_value", ""), ("separators", (string[])[""]));
        return tokenizer is NnlmTokenizer nnlm
            ? WholeWords(integers, nnlm, table, Codes(integers, table, characters, []), room)
            : Pieces(integers, WordPieceRules.Of(tokenizer), table, characters, room);
    }

    private static (string Ids, string Mask) Pieces(Integers on, WordPieceRules rules, CharacterTable table, string characters, int room)
    {
        var graph = on.Graph;
        var words = new WordTable();
        var special = rules.Special.Select(token => (token.Content, Code: table.AddWord(), token.Id)).ToList();
        foreach (var (_, code, id) in special)
            words.Add(WordTable.AtStart, [code], id);
        foreach (var token in rules.Vocabulary.Tokens.Distinct().Where(token => token.Length > 0))
        {
            var id = rules.Vocabulary.Require(token);
            AddToken(words, table, WordTable.AtStart, token, id);
            if (token.StartsWith(rules.Prefix, StringComparison.Ordinal) && token.Length > rules.Prefix.Length)
                AddToken(words, table, WordTable.Within, token.AsSpan(rules.Prefix.Length), id);
        }
        var codes = Codes(on, table, characters, special);
        var width = graph.Add("Shape", [codes], ("start", 1));
        var (inside, start, any) = WordStarts(on, table, codes);
        var (length, id0) = Longest(on, words, codes, inside, start, any, wholeWords: false);

        // Of each word, by its number.
        var word = on.Choose(any, on.Subtract(on.RunningSum(start), graph.Whole(1)), width);
        string OfWord(string a) => on.At(on.Beside(on.Put(a, word, width, graph.Whole(0), adds: true), on.Zeros), word);
        var isTooLong = on.IsAbove(OfWord(on.Look(table.Of(rules.SizeOf, 1), codes)), graph.Whole(rules.LongestWord));

        // From piece to piece of every word at once.
        var end = on.Add(on.Range(width), length);
        var goesOn = on.And(on.IsAbove(length, graph.Whole(0)), on.At(on.Beside(inside, on.Zeros), end));
        var first = on.And(start, on.Not(isTooLong));
        var begins = Chain(on, first, on.Choose(goesOn, end, width), width);
        var isBad = on.IsAbove(on.Add(OfWord(on.And(begins, on.Is(length, graph.Whole(0)))), isTooLong), graph.Whole(0));
        var given = on.Add(on.And(begins, on.Not(isBad)), on.And(start, isBad));
        var ids = on.Choose(isBad, graph.Whole(rules.UnknownId), id0);

        // [CLS], the tokens that there is room for, [SEP].
        var place = on.RunningSum(given);
        var kept = on.And(given, on.Not(on.IsAbove(place, graph.Whole(room))));
        var count = on.Sum(kept);
        var longest = on.Add(on.Largest(count), graph.Wholes(2));
        var column = on.Range(longest);
        var row = on.Put(ids, on.Choose(kept, place, longest), longest, graph.Whole(rules.PadId));
        row = on.Choose(on.Is(column, graph.Whole(0)), graph.Whole(rules.ClassId), row);
        row = on.Choose(on.Is(column, on.Add(count, graph.Whole(1))), graph.Whole(rules.SeparatorId), row);
        return (row, on.Not(on.IsAbove(column, on.Add(count, graph.Whole(1)))));
    }

    private static void AddToken(WordTable words, CharacterTable table, long from, ReadOnlySpan<char> token, int id)
    {
        if (table.Find(token, CharacterKind.Letter) is { } letters)
            words.Add(from, letters, id);
        if (from == WordTable.AtStart && table.Find(token, CharacterKind.Alone) is [var alone])
            words.Add(from, [alone], id);
    }

    private static (string Ids, string Mask) WholeWords(Integers on, NnlmTokenizer nnlm, CharacterTable table, string codes, int room)
    {
        var graph = on.Graph;
        var vocabulary = new Vocabulary(nnlm.Vocabulary);
        var words = new WordTable();
        foreach (var token in vocabulary.Tokens.Distinct().Where(token => token.Length > 0))
            AddToken(words, table, WordTable.AtStart, token, vocabulary.Require(token));
        var (inside, start, _) = WordStarts(on, table, codes);
        var (_, found) = Longest(on, words, codes, inside, start, start, wholeWords: true);
        var unknown = graph.Whole(vocabulary.Count);
        var ids = on.Choose(on.IsAbove(graph.Whole(0), found), unknown, found);

        // A token between every two spaces, whether there is a word or not.
        var spaces = on.Is(codes, graph.Whole(CharacterTable.Separator));
        var place = on.RunningSum(spaces);
        var count = graph.Add("Min", [on.Add(on.Sum(spaces), graph.Whole(1)), graph.Whole(room)]);
        var longest = on.Largest(count);
        var kept = on.And(start, on.IsAbove(graph.Whole(room), place));
        var row = on.Put(ids, on.Choose(kept, place, longest), longest, graph.Whole(vocabulary.Find("") ?? vocabulary.Count));
        var mask = on.IsAbove(count, on.Range(longest));
        return (on.Choose(mask, row, graph.Whole(nnlm.PadId)), mask);
    }

    /// <summary>Codes of the texts' characters, one behind the other; nothing behind the last, at one place at least.</summary>
    private static string Codes(Integers on, CharacterTable table, string characters, IReadOnlyList<(string Content, int Code, int Id)> special)
    {
        var graph = on.Graph;
        var (keys, rows) = table.Lookup;
        var row = graph.Add("ai.onnx.ml.LabelEncoder", [characters], ("keys_strings", keys), ("values_int64s", rows), ("default_int64", 0));
        var width = table.Width;
        var parts = graph.Add("Gather", [graph.WholeTable(table.Rows(), table.RowCount, width), row]);
        if (special.Count > 0)
        {
            var (codes, covered) = Special(on, characters, special);
            string Deep(string a) => graph.Add("Unsqueeze", [a, graph.Wholes(2)]);
            parts = on.Add(
                on.Multiply(parts, Deep(on.Not(covered))),
                on.Multiply(Deep(codes), graph.WholeTable([1L, .. Enumerable.Repeat(0L, width - 1)], width))
            );
        }
        var count = on.Multiply(graph.Add("Shape", [characters], ("start", 1)), graph.Whole(width));
        var shape = graph.Add("Concat", [graph.Add("Shape", [on.Zeros], ("end", 1)), count], ("axis", 0));
        var flat = on.Beside(graph.Add("Reshape", [parts, shape], ("allowzero", 1)), on.Zeros);
        var kept = on.IsAbove(flat, graph.Whole(CharacterTable.Nothing));
        var longest = on.Add(on.Largest(on.Sum(kept)), graph.Wholes(1));
        var places = on.Choose(kept, on.Subtract(on.RunningSum(kept), graph.Whole(1)), longest);
        return on.Put(flat, places, longest, graph.Whole(CharacterTable.Nothing));
    }

    /// <summary>Where special tokens are written in the texts: their codes at their first characters, and which characters they cover.</summary>
    private static (string Codes, string Covered) Special(Integers on, string characters, IReadOnlyList<(string Content, int Code, int Id)> special)
    {
        var graph = on.Graph;
        string[] keys = [.. special.SelectMany(token => token.Content.EnumerateRunes()).Select(rune => rune.ToString()).Distinct()];
        var given = graph.Add(
            "ai.onnx.ml.LabelEncoder",
            [characters],
            ("keys_strings", keys),
            ("values_int64s", (long[])[.. Enumerable.Range(1, keys.Length)]),
            ("default_int64", 0)
        );
        var codes = on.Multiply(given, graph.Whole(0));
        var covered = codes;
        // The longer first: of two at one place it is the one.
        foreach (var (content, code, _) in special.OrderByDescending(token => token.Content.Length))
        {
            long[] wanted = [.. content.EnumerateRunes().Select(rune => (long)Array.IndexOf(keys, rune.ToString()) + 1)];
            var here = on.Not(covered);
            var ahead = given;
            foreach (var letter in wanted)
            {
                here = on.And(here, on.Is(ahead, graph.Whole(letter)));
                ahead = on.Next(ahead);
            }
            codes = on.Add(codes, on.Multiply(here, graph.Whole(code)));
            foreach (var _ in wanted)
            {
                covered = on.Add(covered, here);
                here = on.Before(here);
            }
        }
        return (codes, covered);
    }

    private static (string Inside, string Start, string Any) WordStarts(Integers on, CharacterTable table, string codes)
    {
        var graph = on.Graph;
        var kinds = on.Look([.. table.Kinds.Select(kind => (long)kind)], codes);
        var letter = on.Is(kinds, graph.Whole((long)CharacterKind.Letter));
        var alone = on.Is(kinds, graph.Whole((long)CharacterKind.Alone));
        var inside = on.And(letter, on.Before(letter));
        return (inside, on.Add(alone, on.Subtract(letter, inside)), on.Add(alone, letter));
    }

    /// <summary>At each place the longest token that begins there, a character more each round: its length (0: none), and its number (-1).</summary>
    private static (string Length, string Id) Longest(Integers on, WordTable words, string codes, string inside, string start, string asked, bool wholeWords)
    {
        var graph = on.Graph;
        var (numbers, ids) = words.Build();
        var body = new OnnxGraph(graph);
        var round = Round(body);
        var (alive, number, length, best, code, within) = (
            Parameter(body, "alive"),
            Parameter(body, "number"),
            Parameter(body, "length"),
            Parameter(body, "best"),
            Parameter(body, "code"),
            Parameter(body, "within")
        );
        var inBody = on.In(body);
        var after = inBody.Next(within);
        var sum = inBody.Add(inBody.Multiply(number, graph.Whole(words.Factor)), code);
        var found = body.Add("ai.onnx.ml.LabelEncoder", [sum], ("keys_int64s", numbers), ("values_int64s", ids), ("default_int64", -1));
        var hit = inBody.And(alive, inBody.IsAbove(found, graph.Whole(-1)));
        if (wholeWords)
            hit = inBody.And(hit, inBody.Not(after));
        var next = inBody.And(alive, after);
        body.Output(body.Add("Identity", [inBody.Truth(body.Add("ReduceMax", [next], ("keepdims", 0)))]), OnnxElementType.Bool);
        foreach (
            var carried in (string[])
                [next, sum, inBody.Choose(hit, inBody.Add(round, graph.Whole(1)), length), inBody.Choose(hit, found, best), inBody.Next(code), after]
        )
            body.Output(carried, OnnxElementType.Int64);
        var zeros = on.Multiply(codes, graph.Whole(0));
        var results = graph.AddMany(
            "Loop",
            [
                graph.Whole(words.Longest),
                on.Truth(graph.Whole(1)),
                asked,
                on.Choose(start, graph.Whole(WordTable.AtStart), graph.Whole(WordTable.Within)),
                zeros,
                on.Subtract(zeros, graph.Whole(1)),
                codes,
                inside,
            ],
            6,
            ("body", body)
        );
        return (results[2], results[3]);
    }

    /// <summary>Marks the places that are reached from others.</summary>
    /// <param name="next">Where one goes from each place; <paramref name="width"/> for nowhere.</param>
    private static string Chain(Integers on, string first, string next, string width)
    {
        var graph = on.Graph;
        var body = new OnnxGraph(graph);
        Round(body);
        var (marks, front) = (Parameter(body, "marks"), Parameter(body, "front"));
        var inBody = on.In(body);
        var reached = inBody.Put(front, inBody.Choose(front, next, width), width, graph.Whole(0));
        body.Output(body.Add("Identity", [inBody.Truth(body.Add("ReduceMax", [reached], ("keepdims", 0)))]), OnnxElementType.Bool);
        body.Output(inBody.Add(marks, reached), OnnxElementType.Int64);
        body.Output(reached, OnnxElementType.Int64);
        return graph.AddMany("Loop", ["", on.Truth(graph.Whole(1)), first, first], 2, ("body", body))[0];
    }

    // What a loop gives its body first: the round, and whether it was to be.
    private static string Round(OnnxGraph body)
    {
        var round = Parameter(body, "round", shape: []);
        Parameter(body, "goes", OnnxElementType.Bool, []);
        return round;
    }

    private static string Parameter(OnnxGraph body, string wish, OnnxElementType type = OnnxElementType.Int64, object[]? shape = null)
    {
        var name = body.Unique(wish);
        body.Input(name, type, shape);
        return name;
    }
}

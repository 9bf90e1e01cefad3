using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Texts;

/// <summary>Reads what Hugging Face's files say of a tokenizer of the kind WordPiece.</summary>
internal static class HuggingFaceTokenizers
{
    private const int MostAddedTokens = 100_000;

    private static readonly string[] Classes =
    [
        "BertTokenizer",
        "BertTokenizerFast",
        "DistilBertTokenizer",
        "DistilBertTokenizerFast",
        "ElectraTokenizer",
        "ElectraTokenizerFast",
        "PreTrainedTokenizerFast",
        "TokenizersBackend",
    ];

    /// <param name="config"><c>tokenizer_config.json</c>.</param>
    public static BertTokenizer Read(Vocabulary vocabulary, JsonObject? config)
    {
        var (_, options) = WithConfig(new BertTokenizerOptions(), config);
        var added = AddedTokens(config?["added_tokens_decoder"] as JsonObject);
        return Make([.. vocabulary.Tokens], vocabulary, options, added);
    }

    /// <param name="json"><c>tokenizer.json</c>.</param>
    public static BertTokenizer Read(JsonObject json, JsonObject? config)
    {
        var model = Object(json, "model") ?? [];
        // Older files do not say their kind; only WordPiece has this.
        var kind = Text(model, "type") ?? (model.ContainsKey("max_input_chars_per_word") ? "WordPiece" : "");
        Expect("model.type", "WordPiece", kind);
        var tokens = Tokens(Object(model, "vocab"));
        var options = new BertTokenizerOptions
        {
            UnknownToken = Text(model, "unk_token") ?? "[UNK]",
            Prefix = Text(model, "continuing_subword_prefix") ?? "##",
            MaxWordLength = Number(model, "max_input_chars_per_word") ?? 100,
        };
        options = WithNormalizer(options, Object(json, "normalizer"));
        Expect("pre_tokenizer.type", "BertPreTokenizer", Text(Object(json, "pre_tokenizer") ?? [], "type") ?? "null");
        options = WithEnds(options, Object(json, "post_processor"));
        (var isNamed, options) = WithConfig(options, config);
        if (!isNamed)
            options = options with { PaddingToken = Text(Object(json, "padding") ?? [], "pad_token") ?? options.PaddingToken };
        return Make(tokens, null, options, AddedTokens(json["added_tokens"] as JsonArray));
    }

    private static BertTokenizer Make(List<string> tokens, Vocabulary? vocabulary, BertTokenizerOptions options, List<AddedToken> added)
    {
        var count = tokens.Count;
        foreach (var token in added)
        {
            RefuseId(token.Content, token.Id, count + added.Count);
            while (tokens.Count <= token.Id)
                tokens.Add("");
            if (tokens[token.Id].Length == 0)
                tokens[token.Id] = token.Content;
        }
        if (vocabulary is null || tokens.Count > count)
            vocabulary = new Vocabulary(tokens);
        string[] known = [options.UnknownToken, options.ClassToken, options.SeparatorToken, options.PaddingToken, options.MaskToken];
        return new BertTokenizer(vocabulary, options with { AddedTokens = [.. added.Where(token => token.IsNormalized || !known.Contains(token.Content))] });
    }

    private static (bool HasPadding, BertTokenizerOptions Options) WithConfig(BertTokenizerOptions options, JsonObject? config)
    {
        if (config is null)
            return (false, options);
        if (Text(config, "tokenizer_class") is { } name && !Classes.Contains(name))
            Expect("tokenizer_class", string.Join(", ", Classes), name);
        return (
            Special(config, "pad_token") is not null,
            options with
            {
                LowerCase = Truth(config, "do_lower_case") ?? options.LowerCase,
                StripAccents = Truth(config, "strip_accents") ?? options.StripAccents,
                TokenizeChineseChars = Truth(config, "tokenize_chinese_chars") ?? options.TokenizeChineseChars,
                UnknownToken = Special(config, "unk_token") ?? options.UnknownToken,
                ClassToken = Special(config, "cls_token") ?? options.ClassToken,
                SeparatorToken = Special(config, "sep_token") ?? options.SeparatorToken,
                PaddingToken = Special(config, "pad_token") ?? options.PaddingToken,
                MaskToken = Special(config, "mask_token") ?? options.MaskToken,
            }
        );
    }

    private static BertTokenizerOptions WithNormalizer(BertTokenizerOptions options, JsonObject? normalizer)
    {
        if (normalizer is null)
            return options with { LowerCase = false, StripAccents = false, TokenizeChineseChars = false, CleanText = false };
        Expect("normalizer.type", "BertNormalizer", Text(normalizer, "type") ?? "null");
        return options with
        {
            LowerCase = Truth(normalizer, "lowercase") ?? true,
            StripAccents = Truth(normalizer, "strip_accents"),
            TokenizeChineseChars = Truth(normalizer, "handle_chinese_chars") ?? true,
            CleanText = Truth(normalizer, "clean_text") ?? true,
        };
    }

    // What stands before and after a text.
    private static BertTokenizerOptions WithEnds(BertTokenizerOptions options, JsonObject? processor)
    {
        if (processor is null)
            return options;
        if (Text(processor, "type") == "BertProcessing")
        {
            return options with { ClassToken = Text(processor["cls"] as JsonArray, 0), SeparatorToken = Text(processor["sep"] as JsonArray, 0) };
        }
        Expect("post_processor.type", "TemplateProcessing", Text(processor, "type") ?? "null");
        var single = processor["single"] as JsonArray ?? [];
        var ends = single.Select(part => Text(Object(part as JsonObject ?? [], "SpecialToken") ?? [], "id")).ToList();
        if (ends is not [{ } first, null, { } last])
            throw new RefusedException(
                new Refusal("texts.tokenizer.part", ("member", "post_processor.single"), ("expected", "[CLS] $A [SEP]"), ("received", single.ToJsonString()))
            );
        return options with { ClassToken = first, SeparatorToken = last };
    }

    private static List<string> Tokens(JsonObject? vocabulary)
    {
        var tokens = new List<string>();
        foreach (var (token, value) in vocabulary ?? [])
        {
            if (value is not JsonValue number || !number.TryGetValue(out int id))
                throw new RefusedException(
                    new Refusal("texts.tokenizer.part", ("member", "model.vocab"), ("expected", "0, 1, 2, ..."), ("received", value?.ToJsonString() ?? "null"))
                );
            // Holes are left where tokens were taken out; a number far beyond the count is none.
            RefuseId(token, id, (vocabulary!.Count * 2) + 1000);
            while (tokens.Count <= id)
                tokens.Add("");
            // No text has a token with a line break, since words end there; a line of its own it can't be.
            tokens[id] = token.Contains('\n') || token.EndsWith('\r') ? "" : token;
        }
        return tokens;
    }

    // Of tokenizer_config.json: number to token.
    private static List<AddedToken> AddedTokens(JsonObject? decoder)
    {
        var tokens = new List<AddedToken>();
        foreach (var (number, value) in decoder ?? [])
            tokens.Add(AddedToken(value, int.TryParse(number, out var id) ? id : -1));
        return Limited(tokens);
    }

    private static List<AddedToken> AddedTokens(JsonArray? added) =>
        Limited([.. (added ?? []).Select(value => AddedToken(value, value is JsonObject token ? Number(token, "id") ?? -1 : -1))]);

    private static List<AddedToken> Limited(List<AddedToken> tokens) =>
        tokens.Count <= MostAddedTokens
            ? [.. tokens.OrderBy(token => token.Id)]
            : throw new RefusedException(new Refusal("texts.tokenizer.addedTokens", ("most", MostAddedTokens), ("received", tokens.Count)));

    private static AddedToken AddedToken(JsonNode? value, int id) =>
        value is JsonObject token && Text(token, "content") is { Length: > 0 } content
            ? new AddedToken(content, id, Truth(token, "normalized") ?? false, Truth(token, "single_word") ?? false)
            : throw new RefusedException(
                new Refusal(
                    "texts.tokenizer.part",
                    ("member", "added_tokens"),
                    ("expected", "{\"content\": ..., \"id\": ...}"),
                    ("received", value?.ToJsonString() ?? "null")
                )
            );

    private static void RefuseId(string token, int id, int count)
    {
        if (id < 0 || id >= count || id >= Vocabulary.MostTokens)
            throw new RefusedException(
                new Refusal("texts.tokenizer.addedToken", ("token", token), ("count", Math.Min(count, Vocabulary.MostTokens)), ("received", id))
            );
    }

    private static void Expect(string member, string expected, string received)
    {
        if (expected != received)
            throw new RefusedException(new Refusal("texts.tokenizer.part", ("member", member), ("expected", expected), ("received", received)));
    }

    private static string? Special(JsonObject json, string member) => json[member] is JsonObject token ? Text(token, "content") : Text(json, member);

    private static JsonObject? Object(JsonObject json, string member) => json[member] as JsonObject;

    private static string Text(JsonArray? array, int index) =>
        array?.ElementAtOrDefault(index) is JsonValue value && value.TryGetValue(out string? text) ? text : "null";

    private static string? Text(JsonObject json, string member) => json[member] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static bool? Truth(JsonObject json, string member) => json[member] is JsonValue value && value.TryGetValue(out bool truth) ? truth : null;

    private static int? Number(JsonObject json, string member) => json[member] is JsonValue value && value.TryGetValue(out int number) ? number : null;
}

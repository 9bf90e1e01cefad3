using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Workers.Engine.Texts;
using Xunit;

namespace MlOpsDashboard.Workers.Tests.Texts;

public sealed class BertTokenizerTests
{
    private static readonly Vocabulary Tiny = GoldenTexts.Vocabulary("bert-tiny", "vocab.txt");

    private static readonly BertTokenizer Words = new(
        new Vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "play", "##ing", "cafe", "Cafe", "caf\u00E9", "i\u0307s", "one two", "new"]),
        lowerCase: true
    );

    [Fact]
    public void Cases_AreTheLibrarys()
    {
        var golden = GoldenTexts.Json("bert-tokens.json");
        var length = (int)golden["max_length"]!;
        var tokenizer = BertTokenizer.Of(Tiny, GoldenTexts.Json("bert-tiny", "tokenizer_config.json"));
        foreach (var row in golden["cases"]!.AsArray().Concat(golden["pairs"]!.AsArray()))
        {
            var text = tokenizer.Tokenize((string)row!["text"]!, (string?)row["pair"], length);
            Assert.Equal(row["tokens"].Strings(), text.Tokens);
            Assert.Equal([row["input_ids"].Ints(), row["token_type_ids"].Ints(), row["attention_mask"].Ints()], tokenizer.Padded(text, length));
            if (row["untruncated_tokens"] is { } all)
            {
                Assert.Equal((int)all, tokenizer.Tokenize((string)row["text"]!).Ids.Count - 2);
                Assert.Equal((int)all - (text.Ids.Count - 2), text.Cut);
            }
        }
    }

    [Fact]
    public void CasesWithCase_AreTheLibrarys()
    {
        var golden = GoldenTexts.Json("bert-tokens.json");
        var tokenizer = new BertTokenizer(Tiny, lowerCase: false);
        var differing = 0;
        foreach (var row in golden["cases"]!.AsArray().Concat(golden["pairs"]!.AsArray()))
        {
            var text = tokenizer.Tokenize((string)row!["text"]!, (string?)row["pair"], (int)golden["max_length"]!);
            Assert.Equal((row["cased_tokens"] ?? row["tokens"]).Strings(), text.Tokens);
            differing += row["cased_tokens"] is null ? 0 : 1;
        }
        Assert.True(differing > 8);
    }

    [Fact]
    public void TokenizerJson_IsTheSameAsAFolder()
    {
        var vocabulary = new JsonObject();
        for (var id = 0; id < Tiny.Count; id++)
            vocabulary[Tiny.Tokens[id]] = id;
        var json = new JsonObject
        {
            ["added_tokens"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = Tiny.Find("[MASK]"),
                    ["content"] = "[MASK]",
                    ["normalized"] = false,
                    ["special"] = true,
                }
            ),
            ["normalizer"] = JsonNode.Parse(
                """{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}"""
            ),
            ["pre_tokenizer"] = JsonNode.Parse("""{"type":"BertPreTokenizer"}"""),
            ["post_processor"] = JsonNode.Parse(
                """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}]}"""
            ),
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece",
                ["unk_token"] = "[UNK]",
                ["continuing_subword_prefix"] = "##",
                ["max_input_chars_per_word"] = 100,
                ["vocab"] = vocabulary,
            },
        };
        var tokenizer = BertTokenizer.OfTokenizerJson(json);
        var cased = BertTokenizer.OfTokenizerJson(json, new JsonObject { ["do_lower_case"] = false });
        foreach (var row in GoldenTexts.Json("bert-tokens.json")["cases"]!.AsArray())
        {
            Assert.Equal(row!["tokens"].Strings(), tokenizer.Tokenize((string)row["text"]!, maxLength: 64).Tokens);
            Assert.Equal((row["cased_tokens"] ?? row["tokens"]).Strings(), cased.Tokenize((string)row["text"]!, maxLength: 64).Tokens);
        }
    }

    [Theory]
    [InlineData("""{"model":{"type":"BPE","vocab":{}}}""", "model.type of a tokenizer to be WordPiece. Received: BPE")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":-1}}}""", "Expected a number from 0 to below 1,002 for the token a. Received: -1")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":2000000000}}}""", "below 1,002 for the token a. Received: 2,000,000,000")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":"b"}}}""", "model.vocab of a tokenizer to be 0, 1, 2, .... Received: \"b\"")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":0}},"normalizer":{"type":"NFKC"}}""", "Received: NFKC")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":0}}}""", "pre_tokenizer.type of a tokenizer to be BertPreTokenizer. Received: null")]
    [InlineData(
        """{"model":{"type":"WordPiece","vocab":{"a":0}},"pre_tokenizer":{"type":"BertPreTokenizer"}}""",
        "a vocabulary with the token [UNK]. Received: 1"
    )]
    [InlineData("""{"model":[]}""", "Expected model.type of a tokenizer to be WordPiece. Received: .")]
    public void TokenizerJson_OfAnotherKind_IsRefused(string json, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<RefusedException>(() => BertTokenizer.OfTokenizerJson(JsonNode.Parse(json)!.AsObject())).Message);

    [Theory]
    [InlineData("""{"tokenizer_class":"RobertaTokenizer"}""", "Received: RobertaTokenizer")]
    [InlineData("""{"cls_token":"<s>"}""", "the token <s>")]
    [InlineData("""{"added_tokens_decoder":{"99":{"content":"x"}}}""", "Expected a number from 0 to below 14 for the token x. Received: 99")]
    [InlineData("""{"added_tokens_decoder":{"x":{"content":"x"}}}""", "Received: -1")]
    public void TokenizerConfig_ThatDoesNotFit_IsRefused(string json, string sentence) =>
        Assert.Contains(
            sentence,
            Assert.Throws<RefusedException>(() => BertTokenizer.Of(new Vocabulary(Words.Vocabulary), JsonNode.Parse(json)!.AsObject())).Message
        );

    [Fact]
    public void AddedTokens_AreFoundBeforeWords()
    {
        var config = JsonNode.Parse(
            """
            {"mask_token":{"content":"[MASK]"},"added_tokens_decoder":{"13":{"content":"<x>","normalized":false},"11":{"content":"One Two","normalized":true},"12":{"content":"new","single_word":true}}}
            """
        )!;
        var tokenizer = BertTokenizer.Of(new Vocabulary(Words.Vocabulary), config.AsObject());
        Assert.Equal(14, tokenizer.VocabularySize);
        Assert.Equal([2, 13, 11, 4, 12, 1, 3], tokenizer.Tokenize("<x>one two[MASK] new newer").Ids);
        Assert.Equal([(0, 0), (0, 3), (3, 10), (10, 16), (17, 20), (21, 26), (0, 0)], tokenizer.Tokenize("<x>one two[MASK] new newer").Spans);
        var again = TokenizerFile.Read(tokenizer.ToJson(), tokenizer.Vocabulary);
        Assert.Equal([2, 13, 11, 4, 12, 1, 3], again.Tokenize("<x>one two[MASK] new newer").Ids);
    }

    [Theory]
    [InlineData(true, null, "CAF\u00C9", "cafe")]
    [InlineData(true, false, "CAF\u00C9", "caf\u00E9")]
    [InlineData(false, null, "Cafe", "Cafe")]
    [InlineData(false, true, "Caf\u00E9", "Cafe")]
    [InlineData(true, false, "\u0130S", "i\u0307s")]
    public void CaseAndAccents_AreTwoChoices(bool lowerCase, bool? stripAccents, string text, string token)
    {
        var options = new BertTokenizerOptions { LowerCase = lowerCase, StripAccents = stripAccents };
        Assert.Equal(["[CLS]", token, "[SEP]"], new BertTokenizer(new Vocabulary(Words.Vocabulary), options).Tokenize(text).Tokens);
    }

    [Fact]
    public void Spans_AreOfTheTextAsGiven()
    {
        const string text = "  CAFE\u0301\u0000 playing\uD83D\uDE00!";
        var tokens = Words.Tokenize(text);
        Assert.Equal(
            ["[CLS]", "cafe", "play", "##ing", "[UNK]", "[SEP]"],
            new BertTokenizer(new Vocabulary(Words.Vocabulary), true).Tokenize("  CAFE\u0301\u0000 playing !").Tokens
        );
        Assert.Equal(["[CLS]", "cafe", "[UNK]", "[UNK]", "[SEP]"], tokens.Tokens);
        Assert.Equal([(0, 0), (2, 6), (9, 18), (18, 19), (0, 0)], tokens.Spans);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public void MaxLength_CountsTheAddedTokens(int most, int count)
    {
        var text = Words.Tokenize("cafe cafe cafe", maxLength: most);
        Assert.Equal((count, 5 - count), (text.Ids.Count, text.Cut));
    }

    [Theory]
    [InlineData(null, 1, "at least 2 tokens, those counted that the tokenizer adds. Received: 1")]
    [InlineData("cafe", 2, "at least 3 tokens")]
    public void MaxLength_BelowTheAddedTokens_IsRefused(string? pair, int most, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<RefusedException>(() => Words.Tokenize("cafe", pair, most)).Message);

    [Theory]
    [InlineData(4, 1, 5, 4, 1)]
    [InlineData(4, 1, 4, 3, 1)]
    [InlineData(1, 4, 4, 1, 3)]
    [InlineData(4, 4, 5, 2, 3)]
    [InlineData(3, 4, 5, 2, 3)]
    [InlineData(4, 3, 5, 3, 2)]
    public void APair_ThatIsTooLong_SharesTheRoom(int first, int second, int room, int kept, int keptOfPair)
    {
        var text = Words.Tokenize(string.Join(' ', Enumerable.Repeat("cafe", first)), string.Join(' ', Enumerable.Repeat("new", second)), room + 3);
        Assert.Equal((kept, keptOfPair), (text.Tokens.Count(token => token == "cafe"), text.Tokens.Count(token => token == "new")));
        Assert.Equal([.. Enumerable.Repeat(0, kept + 2), .. Enumerable.Repeat(1, keptOfPair + 1)], text.Types);
    }
}

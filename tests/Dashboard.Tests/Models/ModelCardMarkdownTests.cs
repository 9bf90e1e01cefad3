using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Models.Cards;
using MlOpsDashboard.Core.Refusals;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Models;

public sealed class ModelCardMarkdownTests
{
    // With HTML, as many programs show it.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseEmphasisExtras().Build();

    private static readonly string[] Pieces =
    [
        "|",
        "cat",
        "](javascript:alert(1))",
        "[x]",
        "<img src=x onerror=alert(1)>",
        "`",
        "**",
        "_",
        "# ",
        "\n",
        "1. ",
        "- ",
        "\\",
        "&lt;b&gt;",
        "~~",
        "![a](http://evil.example/x)",
        "<!--",
        "---",
        "猫",
        "```",
        "$x$",
        "{a}",
        "\u2028",
    ];

    [Fact]
    public void Names_StayText_WhateverTheyAre()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            string Name() => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            var (one, two, model) = (Name(), Name(), Name());
            var document = Markdown.Parse(ModelCardMarkdown.Write(Card(model, one, two)), Pipeline);

            Assert.Empty(document.Descendants<HtmlBlock>());
            Assert.Empty(document.Descendants<HtmlInline>());
            Assert.Empty(document.Descendants<LinkInline>());
            Assert.Empty(document.Descendants<CodeInline>());
            Assert.Empty(document.Descendants<CodeBlock>());
            Assert.Equal(1 + Enum.GetValues<CardSection>().Length, document.Descendants<HeadingBlock>().Count());
            var table = Assert.Single(document.Descendants<Table>());
            Assert.Equal(3, table.Count);
            Assert.All(table.Cast<TableRow>(), row => Assert.Equal(4, row.Count));
            Assert.Equal(Shown(one), Text((TableCell)((TableRow)table[1])[0]));
            Assert.Equal(Shown(two), Text(Assert.Single(document.Descendants<ListItemBlock>())));
        }
    }

    [Fact]
    public void Words_KeepTheirMarkup_ButNoHtmlAndNoHeadings()
    {
        var card = Card("net", "cat", "dog", "## Mine\n\nUse **only** for <script>alert(1)</script>\n\n- a\n- b < c");
        var document = Markdown.Parse(ModelCardMarkdown.Write(card), Pipeline);
        Assert.Empty(document.Descendants<HtmlBlock>());
        Assert.Empty(document.Descendants<HtmlInline>());
        Assert.Equal(1 + Enum.GetValues<CardSection>().Length, document.Descendants<HeadingBlock>().Count());
        Assert.Contains(document.Descendants<EmphasisInline>(), e => e.DelimiterCount == 2);
        Assert.Contains("b < c", ModelCardMarkdown.Write(card), StringComparison.Ordinal);
    }

    private static ModelCard Card(string model, string one, string two, string words = "") =>
        new(
            ModelVersionId.New(),
            model,
            3,
            "pictures",
            [],
            [
                .. Enum.GetValues<CardSection>()
                    .Select(section => new CardPart(
                        section,
                        section == CardSection.Limits ? [Refusal.OfSentence(two)] : [],
                        section == CardSection.Use && words.Length > 0 ? [new(words, "anna", null, DateTimeOffset.UnixEpoch)] : []
                    )),
            ],
            [new(one, 10, 2, 0.5), new("dog", 20, 4, null)]
        );

    private static string Shown(string name) => string.Concat(name.Select(c => char.IsControl(c) || c is '\u2028' ? ' ' : c)).Trim();

    private static string Text(ContainerBlock block) =>
        string.Concat(block.Descendants<LeafInline>().Select(inline => inline is LiteralInline literal ? literal.Content.ToString() : " ")).Trim();
}

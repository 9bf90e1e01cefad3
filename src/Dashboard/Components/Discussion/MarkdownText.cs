using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace MlOpsDashboard.Dashboard.Components.Discussion;

/// <summary>What somebody wrote in Markdown, drawn element by element: nothing of it becomes markup. HTML stays text, a picture is a link to it, and links lead
/// by http and https or to a page of this dashboard.</summary>
public sealed partial class MarkdownText : ComponentBase
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseAutoLinks().UseEmphasisExtras().Build();

    private MarkdownDocument? document;
    private string? shown;

    /// <summary>Markdown.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>Names that are marked where they stand behind an @. Default none.</summary>
    [Parameter]
    public IReadOnlyList<string> Mentioned { get; set; } = [];

    protected override void OnParametersSet()
    {
        if (shown == Text)
            return;
        shown = Text;
        try
        {
            document = Markdown.Parse(Text, Pipeline);
        }
        catch (ArgumentException)
        {
            // Nested deeper than anybody writes: shown as it is.
            document = null;
        }
    }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "div");
        builder.AddAttribute(1, "class", "markdown");
        if (document is null)
            Wrap(builder, "pre", () => builder.AddContent(2, Text));
        else
            Blocks(builder, document);
        builder.CloseElement();
    }

    private void Blocks(RenderTreeBuilder builder, IEnumerable<Block> blocks)
    {
        foreach (var block in blocks)
            Draw(builder, block);
    }

    private void Draw(RenderTreeBuilder builder, Block block)
    {
        switch (block)
        {
            case LinkReferenceDefinitionGroup or LinkReferenceDefinition or BlankLineBlock:
                break;
            case Table table:
                Wrap(builder, "table", () => Wrap(builder, "tbody", () => Rows(builder, table)));
                break;
            case HeadingBlock heading:
                Wrap(builder, "p", () => Wrap(builder, "strong", () => Inlines(builder, heading.Inline)));
                break;
            case CodeBlock code:
                Wrap(builder, "pre", () => Wrap(builder, "code", () => builder.AddContent(2, code.Lines.ToString())));
                break;
            case ThematicBreakBlock:
                Wrap(builder, "hr", () => { });
                break;
            case QuoteBlock quote:
                Wrap(builder, "blockquote", () => Blocks(builder, quote));
                break;
            case ListBlock list:
                Wrap(builder, list.IsOrdered ? "ol" : "ul", () => Blocks(builder, list));
                break;
            case ListItemBlock item:
                Wrap(builder, "li", () => Blocks(builder, item));
                break;
            case ContainerBlock container:
                Blocks(builder, container);
                break;
            case LeafBlock leaf:
                Wrap(
                    builder,
                    "p",
                    () =>
                    {
                        if (leaf.Inline is { } inline)
                            Inlines(builder, inline);
                        else
                            builder.AddContent(2, leaf.Lines.ToString());
                    }
                );
                break;
        }
    }

    private void Rows(RenderTreeBuilder builder, Table table)
    {
        foreach (var row in table.OfType<TableRow>())
            Wrap(
                builder,
                "tr",
                () =>
                {
                    foreach (var cell in row.OfType<TableCell>())
                        Wrap(builder, row.IsHeader ? "th" : "td", () => Blocks(builder, cell));
                }
            );
    }

    private void Inlines(RenderTreeBuilder builder, ContainerInline? inlines)
    {
        foreach (var inline in inlines ?? Enumerable.Empty<Inline>())
            Draw(builder, inline);
    }

    private void Draw(RenderTreeBuilder builder, Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                Words(builder, literal.Content.ToString());
                break;
            case CodeInline code:
                Wrap(builder, "code", () => builder.AddContent(2, code.Content));
                break;
            case LineBreakInline:
                Wrap(builder, "br", () => { });
                break;
            case HtmlEntityInline entity:
                builder.AddContent(2, entity.Transcoded.ToString());
                break;
            case HtmlInline html:
                builder.AddContent(2, html.Tag);
                break;
            case AutolinkInline auto:
                Link(builder, auto.IsEmail ? null : auto.Url, () => builder.AddContent(2, auto.Url));
                break;
            case LinkInline link:
                Link(
                    builder,
                    link.GetDynamicUrl is { } url ? url() : link.Url,
                    () =>
                    {
                        if (link.FirstChild is null)
                            builder.AddContent(2, link.Url);
                        else
                            Inlines(builder, link);
                    }
                );
                break;
            case EmphasisInline { DelimiterChar: '~', DelimiterCount: 2 } struck:
                Wrap(builder, "del", () => Inlines(builder, struck));
                break;
            case EmphasisInline { DelimiterChar: '*' or '_' } emphasis:
                Wrap(builder, emphasis.DelimiterCount == 2 ? "strong" : "em", () => Inlines(builder, emphasis));
                break;
            case DelimiterInline delimiter:
                builder.AddContent(2, delimiter.ToLiteral());
                Inlines(builder, delimiter);
                break;
            case ContainerInline container:
                Inlines(builder, container);
                break;
        }
    }

    private static void Link(RenderTreeBuilder builder, string? address, Action words)
    {
        if (!IsAllowed(address))
        {
            words();
            return;
        }
        builder.OpenElement(2, "a");
        builder.AddAttribute(3, "href", address);
        builder.AddAttribute(4, "rel", "noopener nofollow");
        words();
        builder.CloseElement();
    }

    /// <summary>Whether an address leads by http or https, or to a page of this dashboard.</summary>
    public static bool IsAllowed(string? address)
    {
        if (string.IsNullOrEmpty(address) || address.Any(c => char.IsControl(c) || c == '\\'))
            return false;
        if (address[0] is '/' or '#')
            return !address.StartsWith("//", StringComparison.Ordinal);
        return Uri.TryCreate(address, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && (address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("https://", StringComparison.OrdinalIgnoreCase));
    }

    private void Words(RenderTreeBuilder builder, string text)
    {
        var from = 0;
        if (Mentioned.Count > 0)
            foreach (Match match in Mention().Matches(text))
            {
                var name = Mentioned.FirstOrDefault(m => m.Equals(match.Groups[1].Value.TrimEnd('.', '-', '_', '@'), StringComparison.OrdinalIgnoreCase));
                if (name is null)
                    continue;
                builder.AddContent(2, text[from..match.Index]);
                builder.OpenElement(3, "strong");
                builder.AddAttribute(4, "class", "mention");
                builder.AddContent(5, $"@{name}");
                builder.CloseElement();
                from = match.Index + 1 + name.Length;
            }
        builder.AddContent(6, text[from..]);
    }

    private static void Wrap(RenderTreeBuilder builder, string element, Action content)
    {
        builder.OpenElement(2, element);
        content();
        builder.CloseElement();
    }

    [GeneratedRegex(@"(?<![\p{L}\p{N}._@-])@([\p{L}\p{N}._@-]{1,64})")]
    private static partial Regex Mention();
}

using AngleSharp.Dom;
using Bunit;
using MlOpsDashboard.Dashboard.Components.Discussion;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Discussion;

/// <summary>What people write stays words: only these elements and attributes come of it.</summary>
public sealed class MarkdownTextTests : BunitContext
{
    private static readonly string[] Elements =
    [
        "div",
        "p",
        "strong",
        "em",
        "del",
        "code",
        "pre",
        "br",
        "hr",
        "blockquote",
        "ol",
        "ul",
        "li",
        "table",
        "tbody",
        "tr",
        "th",
        "td",
        "a",
    ];

    private static readonly string[] Schemes =
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java&#x0A;script:alert(1)",
        "&#106;avascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "file:///etc/passwd",
        "blob:x",
        "about:blank",
        "ftp://x/y",
        "//evil.example/x",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil",
        "https:/evil",
        " javascript:alert(1)",
        "\u0001javascript:alert(1)",
        "mailto:a@b.c",
        "tel:1",
        "javascript://%0aalert(1)",
        "jav\u00adascript:alert(1)",
        "view-source:http://x",
        "ws://x",
    ];

    private static readonly string[] Markup =
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<iframe src='javascript:alert(1)'></iframe>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<style>*{display:none}</style>",
        "<link rel=stylesheet href=//x>",
        "<base href=//x>",
        "<form action=//x><input></form>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<details open ontoggle=alert(1)>",
        "<body onload=alert(1)>",
        "<!-- x --><b onclick=alert(1)>y</b>",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<?php x ?>",
        "<p style='position:fixed'>x</p>",
        "<div id=content class=shell>x</div>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<scr<script>ipt>alert(1)</script>",
        "\"><script>alert(1)</script>",
        "' onmouseover='alert(1)",
        "<video><source onerror=alert(1)>",
        "<object data=x></object>",
        "```\"><img src=x onerror=alert(1)>\ncode\n```",
        "```js onload=x {#id .shell onclick=x}\nx\n```",
        "# title {#content .shell onclick=alert(1)}",
        "`<script>`",
        "~~~\n</code></pre><script>\n~~~",
        "| a | b |\n|:-|-:|\n| <script>x</script> | ![x](javascript:x) |",
        "- <img src=x onerror=x>\n  - [x](javascript:x)",
        "> <script>x</script>",
        "**<b onclick=x>**",
        "@<script>x</script>",
        "[x]: javascript:alert(1)\n\n[x]",
        "[x]: <javascript:alert(1)> \"t\"\n\n![x]",
        "[![x](javascript:1)](javascript:2)",
        "[a](b \"onmouseover=alert(1)\")",
        "[a](http://x \"\\\" onclick=x\")",
        "[a](http://x\"onclick=alert(1))",
        "![a](http://x/y.png)",
        "<http://x\"onclick=x>",
        "http://x/\"onmouseover=alert(1)",
        "www.x.example/<script>",
        "{{constructor.constructor('x')()}}",
        "\u202e<script>",
        "a\u0000b",
        "&#0;&#xD800;&#x110000;",
        "<a\nhref=javascript:x>y</a>",
        "H~2~O ^x^ ++i++ ==m== \"\"q\"\"",
    ];

    public static TheoryData<string> Hostile =>
        [
            .. Markup,
            .. Schemes.Select(s => $"[click]({s})"),
            .. Schemes.Select(s => $"<{s}> ![x]({s}) [y][r]\n\n[r]: {s}"),
            new string('[', 5000),
            new string('>', 5000),
            string.Concat(Enumerable.Repeat("- ", 4000)),
            new string('*', 9999),
            string.Concat(Enumerable.Repeat("![](", 2500)),
        ];

    [Fact]
    public void Hostile_AreAHundred() => Assert.True(Hostile.Count >= 100, $"{Hostile.Count}");

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Text_BecomesNothingButWords(string text)
    {
        var drawn = Render<MarkdownText>(p => p.Add(m => m.Text, text).Add(m => m.Mentioned, ["anna"]));
        foreach (var element in drawn.Nodes.OfType<IElement>().SelectMany(e => e.QuerySelectorAll("*").Prepend(e)))
        {
            Assert.Contains(element.LocalName, Elements);
            foreach (var attribute in element.Attributes)
                switch (element.LocalName, attribute.Name)
                {
                    case ("div", "class") when attribute.Value == "markdown":
                    case ("strong", "class") when attribute.Value == "mention":
                    case ("a", "rel") when attribute.Value == "noopener nofollow":
                        break;
                    case ("a", "href"):
                        Assert.Matches("^(https?://[^\\s\\\\]|/(?![/\\\\])|#)", attribute.Value);
                        break;
                    default:
                        Assert.Fail($"{element.LocalName} has {attribute.Name}={attribute.Value}");
                        break;
                }
        }
        // Each line of HTML that was written is still to be read.
        if (text.StartsWith("<script>", StringComparison.Ordinal))
            Assert.Contains("<script>alert(1)</script>", drawn.Nodes[0].TextContent);
    }

    [Fact]
    public void Text_OfEveryday_LooksAsWritten()
    {
        var text = """
            Try **0.5**, see [run 3](/runs/3) or <https://keras.io>.
            @anna, *really*?

            - one
            - two

            | a | b |
            |---|---|
            | 1 | 2 |

            ```
            x < y
            ```
            """;
        var drawn = Render<MarkdownText>(p => p.Add(m => m.Text, text).Add(m => m.Mentioned, ["anna"]));
        Assert.Equal(["/runs/3", "https://keras.io"], drawn.FindAll("a").Select(a => a.GetAttribute("href")));
        Assert.Equal(["0.5", "@anna"], drawn.FindAll("strong").Select(e => e.TextContent));
        Assert.Equal("@anna", drawn.Find(".mention").TextContent);
        Assert.Equal(2, drawn.FindAll("li").Count);
        Assert.Equal(["a", "b"], drawn.FindAll("th").Select(e => e.TextContent));
        Assert.Equal("x < y", drawn.Find("pre code").TextContent);
    }
}

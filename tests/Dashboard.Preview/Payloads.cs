namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>A hundred texts that would do something if any page took them for HTML. What they would leave carries <c>data-xss</c>.</summary>
public static class Payloads
{
    private static readonly string[] Elements =
    [
        "<img data-xss src=x onerror=alert(1)>",
        "<svg data-xss onload=alert(2)>",
        "<iframe data-xss src=javascript:alert(3)></iframe>",
        "<iframe data-xss srcdoc='<p>4'></iframe>",
        "<meta data-xss http-equiv=refresh content='0;url=/not-found?xss=5'>",
        "<base data-xss href=http://evil.example/>",
        "<object data-xss data=javascript:alert(7)></object>",
        "<embed data-xss src=javascript:alert(8)>",
        "<link data-xss rel=stylesheet href=http://evil.example/x.css>",
        "<script data-xss>alert(10)</script>",
        "<form data-xss action=http://evil.example/><button>go",
        "<a data-xss href=javascript:alert(12)>go</a>",
        "<details data-xss open ontoggle=alert(13)>",
        "<input data-xss autofocus onfocus=alert(14)>",
        "<video data-xss><source onerror=alert(15)></video>",
        "<style data-xss>main{display:none}</style>",
        "<math data-xss><mtext>17</mtext></math>",
        "<div data-xss style=position:fixed;inset:0>18</div>",
        "<textarea data-xss autofocus onfocus=alert(19)>",
        "<svg data-xss><animate onbegin=alert(20)></svg>",
    ];

    // As it stands, out of an attribute, out of an SVG text, encoded once, and behind a half entity.
    private static readonly Func<string, string>[] Ways =
    [
        e => e,
        e => "\"'>" + e,
        e => "</text></title></style>" + e,
        e => e.Replace("<", "&lt;").Replace(">", "&gt;"),
        e => "&#60;&amp;" + e,
    ];

    public static IReadOnlyList<string> All { get; } = [.. Ways.SelectMany(_ => Elements, (way, element) => way(element))];
}

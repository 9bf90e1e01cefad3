namespace MlOpsDashboard.Core.Refusals;

/// <summary>What is refused before a request reaches its handler.</summary>
internal sealed class HttpSentences : RefusalSentences
{
    public override IEnumerable<(string Code, string Sentence)> All =>
    [
        ("http.origin.foreign", "Expected a request of this dashboard's own pages; received one with the origin {origin}. Other programs send the header Origin with this dashboard's address."),
        ("http.pages.full", "Expected at most {most} open pages (setting Dashboard:MaxPages); that many are open. Close some, and load this page again."),
        ("http.transport.notWebSocket", "Expected a WebSocket, which the pages need; received another way of connecting. A proxy in between must let WebSockets through."),
        ("http.body.tooLarge", "Expected a smaller request: more was sent than this address takes. Nothing was changed."),
        ("http.body.broken", "Expected a whole request; received one that was cut off or is malformed. Nothing was changed."),
        ("http.fault", "This did not work, by a fault of the program. Nothing that was stored is lost. Try again; if it stays, quote {id}."),
    ];
}

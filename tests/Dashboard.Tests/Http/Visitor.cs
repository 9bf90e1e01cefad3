using System.Net;
using System.Text.RegularExpressions;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Somebody with a browser of their own: it keeps cookies, names its origin, and sends the forms of pages.</summary>
public sealed partial class Visitor
{
    public Visitor(string address)
    {
        Http = new(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = new(address) };
        Http.DefaultRequestHeaders.Add("Origin", address);
    }

    public CookieContainer Cookies { get; } = new();

    public HttpClient Http { get; }

    private static CancellationToken Cancelled => Xunit.TestContext.Current.CancellationToken;

    public async Task<HttpResponseMessage> GetAsync(string address, string accept = "*/*")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", accept } } };
        return await Http.SendAsync(request, Cancelled);
    }

    /// <summary>Opens the page and sends the form of that name with these fields.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string address, string form, params (string Name, string Value)[] fields)
    {
        var page = await Http.GetStringAsync(address, Cancelled);
        using var content = new FormUrlEncodedContent([.. FieldsOf(page, form), .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]);
        return await Http.PostAsync(address, content, Cancelled);
    }

    public Task<HttpResponseMessage> PostAsync(string address, string name, string password) =>
        SubmitAsync(
            address,
            address.StartsWith("/sign-in", StringComparison.Ordinal) ? "sign-in" : "open-account",
            ("Form.Name", name),
            ("Form.Password", password)
        );

    public async Task<(HttpStatusCode Status, string Problem)> SendAsync(string address, string name, string password)
    {
        var answer = await PostAsync(address, name, password);
        return (answer.StatusCode, await ProblemAsync(answer));
    }

    public async Task<(HttpStatusCode Status, string? To)> StatusAsync(string address, string name, string password)
    {
        var answer = await PostAsync(address, name, password);
        return (answer.StatusCode, answer.Headers.Location is { IsAbsoluteUri: true } to ? to.PathAndQuery : answer.Headers.Location?.ToString());
    }

    /// <summary>What the form of that name sends beside what is typed.</summary>
    public static IEnumerable<KeyValuePair<string, string>> FieldsOf(string page, string form) =>
        Hidden()
            .Matches(Form().Matches(page).Select(m => m.Value).Single(text => text.Contains($"name=\"_handler\" value=\"{form}\"", StringComparison.Ordinal)))
            .Select(m => KeyValuePair.Create(m.Groups[1].Value, m.Groups[2].Value));

    /// <summary>What the page says is wrong; empty where it says nothing.</summary>
    public static async Task<string> ProblemAsync(HttpResponseMessage answer) =>
        WebUtility.HtmlDecode(Alert().Match(await answer.Content.ReadAsStringAsync(Cancelled)).Groups[1].Value);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("role=\"alert\"[^>]*-problem\">([^<]*)")]
    private static partial Regex Alert();
}

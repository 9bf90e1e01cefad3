using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.People;
using MlOpsDashboard.Dashboard.SignIn;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>Every secret that a person or a program was told is looked for in what the server wrote: its log and its whole data folder, the database with its
/// write-ahead log. Hashes may be there, and what the key ring protects.</summary>
public sealed partial class CanarySecretsTests
{
    private const string Password = "canary-password-8d1f",
        Next = "canary-password-77ab";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Secrets_AreNowhereInLogsAndData()
    {
        var log = new AllLines();
        await using var provider = await TestProvider.StartAsync();
        await using var host = await AccountHost.StartAsync(
            builder => Write(builder, log),
            new Dictionary<string, string?>
            {
                ["Access:OpenIdConnect:Authority"] = provider.Address,
                ["Access:OpenIdConnect:ClientId"] = TestProvider.Client,
                ["Access:OpenIdConnect:ClientSecret"] = TestProvider.Secret,
            }
        );
        var secrets = new Dictionary<string, string>
        {
            ["password"] = Password,
            ["next password"] = Next,
            ["set-up code"] = host.App.Services.GetRequiredService<SetUpCode>().Value,
            ["secret of the provider"] = TestProvider.Secret,
        };
        var anna = host.Visit();
        Assert.Equal(HttpStatusCode.Redirect, (await anna.PostAsync(host.SetUp, "anna", Password)).StatusCode);
        var page = await TextAsync(
            await anna.SubmitAsync("/account", "make-token", ("Form.Name", "nightly"), ("Form.Permission", nameof(Permission.Contribute)), ("Form.Days", "30"))
        );
        secrets["token"] = Shown(page, "token")[NewAccessToken.Prefix.Length..];
        var begun = await TextAsync(await anna.SubmitAsync("/account", "begin-codes"));
        secrets["key of codes"] = Shown(begun, "codes-key").Replace(" ", "", StringComparison.Ordinal);
        using (var confirm = new FormUrlEncodedContent([.. Visitor.FieldsOf(begun, "confirm-codes"), new("Code", OneTimeCode.Of(secrets["key of codes"]))]))
            foreach (Match code in RecoveryText().Matches(await TextAsync(await anna.Http.PostAsync("/account", confirm, Cancelled))))
                secrets[$"recovery code {secrets.Count}"] = code.Groups[1].Value;
        await anna.SubmitAsync("/account", "change-password", ("Form.Old", Password), ("Form.New", Next));

        var invitation = (await host.SendAsync(new InvitePerson(false, [new(Permission.View, ProjectId.Default)]))).Value!.Code;
        secrets["invitation"] = invitation;
        var ben = host.Visit();
        var asked = await FollowAsync(ben, $"/sign-in/provider?code={invitation}");
        await ben.SubmitAsync(asked, "join", ("Name", "ben"));
        secrets["unused invitation"] = (await host.SendAsync(new InvitePerson(true, []))).Value!.Code;

        // Links that are only looked at, and a token where none belongs.
        await host.Visit().GetAsync($"/join?code={secrets["unused invitation"]}", "text/html");
        await host.Visit().GetAsync($"/runs?access_token={secrets["token"]}", "text/html");

        // Right and wrong ways in, and work with the token.
        var again = host.Visit();
        await again.PostAsync("/sign-in", "anna", Password + "x");
        secrets["wrong password"] = Password + "x";
        await again.PostAsync("/sign-in", "anna", Next);
        Assert.Equal(HttpStatusCode.Redirect, (await again.SubmitAsync("/sign-in/code", "code", ("Code", secrets["recovery code 7"]))).StatusCode);
        using var program = host.Program(NewAccessToken.Prefix + secrets["token"]);
        using (var form = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "a.png" } })
            Assert.Equal(HttpStatusCode.OK, (await program.PostAsync($"/uploads/{Guid.NewGuid()}", form, Cancelled)).StatusCode);
        using var broken = host.Program(NewAccessToken.Prefix + secrets["token"] + "x");
        await broken.GetAsync("/models/x/versions/1/model.keras", Cancelled);
        foreach (var visitor in new[] { anna, ben, again })
        foreach (Cookie cookie in visitor.Cookies.GetCookies(new Uri(host.Address)))
            if (cookie.Value.Length > 20)
                secrets[$"cookie {secrets.Count}"] = cookie.Value;

        Assert.True(secrets.Count > 20, string.Join(", ", secrets.Keys));
        var written = new Dictionary<string, string> { ["the log"] = string.Join('\n', log.Lines) };
        // The lock is held, and is empty.
        foreach (var file in Directory.EnumerateFiles(host.Root, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
            written[Path.GetRelativePath(host.Root, file)] = await ReadAsync(file);
        Assert.True(log.Lines.Count > 1_000, $"Only {log.Lines.Count} lines were logged.");
        Assert.Contains(written.Keys, name => name.EndsWith("-wal", StringComparison.Ordinal));
        // The search would find them: names are not secret.
        Assert.Contains("nightly", string.Concat(written.Values), StringComparison.Ordinal);
        var found = (
            from secret in secrets
            from place in written
            where Forms(secret.Value).Any(form => place.Value.Contains(form, StringComparison.OrdinalIgnoreCase))
            select $"{secret.Key} in {place.Key}"
        ).ToList();
        Assert.Empty(found);
        TestContext.Current.SendDiagnosticMessage(
            "{0} secrets looked for in {1} places, {2} characters: 0 found",
            secrets.Count,
            written.Count,
            written.Sum(p => (long)p.Value.Length)
        );
    }

    // As much as somebody who looks for a fault may ask for.
    private static void Write(WebApplicationBuilder builder, AllLines log)
    {
        builder.Logging.AddProvider(log);
        foreach (var name in new[] { "Default", "Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore" })
            builder.Configuration[$"Logging:LogLevel:{name}"] = nameof(LogLevel.Debug);
    }

    private static IEnumerable<string> Forms(string secret) =>
        [secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')[..^1], string.Join('\0', secret.ToCharArray())];

    private static string Shown(string page, string testId) => Regex.Match(page, $"data-testid=\"{testId}\">([^<]+)<").Groups[1].Value;

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancelled);

    private static async Task<string> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, Cancelled);
        return Encoding.Latin1.GetString(bytes);
    }

    private static async Task<string> FollowAsync(Visitor visitor, string address)
    {
        while (await visitor.GetAsync(address, "text/html") is { Headers.Location: { } next })
            address = next.ToString();
        return address;
    }

    [GeneratedRegex("<code>([A-Z0-9]{5}-[A-Z0-9]{5})</code>")]
    private static partial Regex RecoveryText();

    private sealed class AllLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}

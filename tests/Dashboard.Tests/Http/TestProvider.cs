using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>A small identity provider on the loopback: whoever comes is <see cref="Subject"/>, without a question. It holds clients to their secret, their
/// address and PKCE.</summary>
public sealed class TestProvider : IAsyncDisposable
{
    public const string Client = "mlops",
        Secret = "secret-of-the-client";

    private readonly RSA rsa = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string Subject, string? Nonce, string Challenge, string Back)> codes = new();
    private readonly WebApplication app;

    private TestProvider(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    public string Subject { get; set; } = "42";

    public string Email { get; set; } = "anna@lab.example";

    /// <summary>What the token says of itself, where it is forged.</summary>
    public string? Nonce { get; set; }

    public static async Task<TestProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new TestProvider(app);
        app.MapGet("/.well-known/openid-configuration", provider.Configuration);
        app.MapGet("/keys", provider.Keys);
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.TokenAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        rsa.Dispose();
    }

    private IResult Configuration() =>
        Results.Json(
            new Dictionary<string, object>
            {
                ["issuer"] = Address,
                ["authorization_endpoint"] = Address + "/authorize",
                ["token_endpoint"] = Address + "/token",
                ["jwks_uri"] = Address + "/keys",
                ["response_types_supported"] = new[] { "code" },
                ["subject_types_supported"] = new[] { "public" },
                ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
            }
        );

    private IResult Keys()
    {
        var key = rsa.ExportParameters(false);
        var said = new Dictionary<string, string>
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["kid"] = "1",
            ["n"] = Base64UrlEncoder.Encode(key.Modulus),
            ["e"] = Base64UrlEncoder.Encode(key.Exponent),
        };
        return Results.Json(new { keys = new[] { said } });
    }

    private IResult Authorize(HttpRequest request)
    {
        var asked = request.Query;
        if (asked["client_id"] != Client || asked["code_challenge_method"] != "S256")
            return Results.BadRequest();
        var (code, back) = (Guid.NewGuid().ToString("N"), asked["redirect_uri"].ToString());
        codes[code] = (Subject, asked["nonce"], asked["code_challenge"].ToString(), back);
        return Results.Redirect(QueryHelpers.AddQueryString(back, new Dictionary<string, string?> { ["code"] = code, ["state"] = asked["state"] }));
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (
            !codes.TryRemove(form["code"].ToString(), out var given)
            || given.Challenge != challenge
            || given.Back != form["redirect_uri"]
            || (form["client_id"], form["client_secret"]) != (Client, Secret)
        )
            return Results.BadRequest(new { error = "invalid_grant" });
        var token = new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = Address,
                Audience = Client,
                Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
                Claims = new Dictionary<string, object>
                {
                    ["sub"] = given.Subject,
                    ["nonce"] = Nonce ?? given.Nonce ?? "",
                    ["email"] = Email,
                },
                SigningCredentials = new(new RsaSecurityKey(rsa) { KeyId = "1" }, SecurityAlgorithms.RsaSha256),
            }
        );
        return Results.Json(
            new
            {
                access_token = "unused",
                token_type = "Bearer",
                id_token = token,
            }
        );
    }
}

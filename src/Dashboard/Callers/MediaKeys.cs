using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Signs the names of pictures for the caller whose page shows them. The page learnt the name by a request that was asked for permission; somebody else who learns the name gets no picture by it.</summary>
/// <remarks>The secret is this process's own: addresses of pictures are new after a restart.</remarks>
public sealed class MediaKeys
{
    /// <summary>Name of the query that carries the signature.</summary>
    public const string Query = "for";

    private const int SignatureBytes = 16;
    private readonly byte[] secret = RandomNumberGenerator.GetBytes(32);

    /// <param name="key">A picture's name behind <c>/media/</c> or <c>/drawn/</c>.</param>
    public string Sign(Caller caller, string key)
    {
        var signed = JsonSerializer.SerializeToUtf8Bytes(new[] { caller.User, caller.OnBehalfOf, key });
        return WebEncoders.Base64UrlEncode(HMACSHA256.HashData(secret, signed).AsSpan(0, SignatureBytes));
    }

    public bool IsSigned(Caller caller, string key, string? signature) =>
        signature is not null && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(Sign(caller, key)), System.Text.Encoding.UTF8.GetBytes(signature));
}

using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using MlOpsDashboard.Core.Callers;

namespace MlOpsDashboard.Dashboard.Callers;

/// <summary>Signs the names of pictures for the caller whose page shows them. The page learnt the name by a request that was asked for permission; somebody
/// else who learns the name gets no picture by it.</summary>
/// <param name="secret">The same in every process that answers for a page's pictures (<see cref="KeptSecret"/>).</param>
public sealed class MediaKeys(byte[] secret)
{
    /// <summary>Name of the query that carries the signature.</summary>
    public const string Query = "for";

    private const int SignatureBytes = 16;

    /// <param name="key">A picture's name behind <c>/media/</c> or <c>/drawn/</c>.</param>
    public string Sign(Caller caller, string key)
    {
        var signed = JsonSerializer.SerializeToUtf8Bytes(new[] { caller.User, caller.OnBehalfOf, key });
        return WebEncoders.Base64UrlEncode(HMACSHA256.HashData(secret, signed).AsSpan(0, SignatureBytes));
    }

    public bool IsSigned(Caller caller, string key, string? signature) =>
        signature is not null
        && CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(Sign(caller, key)), System.Text.Encoding.UTF8.GetBytes(signature));
}

using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace MlOpsDashboard.Dashboard.Tests.Http;

/// <summary>What an authenticator app shows: RFC 6238 with SHA-1, 30 seconds, 6 digits.</summary>
public static class OneTimeCode
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <param name="key">Base 32; spaces are left out.</param>
    /// <param name="steps">Of 30 seconds from now.</param>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 6238 says SHA-1, and so do the apps.")]
    public static string Of(string key, int steps = 0)
    {
        var bits = string.Concat(
            key.Replace(" ", "", StringComparison.Ordinal).Select(c => Convert.ToString(Alphabet.IndexOf(char.ToUpperInvariant(c)), 2).PadLeft(5, '0'))
        );
        var secret = bits.Chunk(8).Where(b => b.Length == 8).Select(b => Convert.ToByte(new string(b), 2)).ToArray();
        var message = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(message, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30 + steps);
        var hash = HMACSHA1.HashData(secret, message);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MlOpsDashboard.Registry.People;

/// <summary>Codes that are told once and kept as a hash: 256 random bits, so that their hash needs no salt.</summary>
public static class SecretCode
{
    private const int Bytes = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256 in lower case hex.</summary>
    public static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}

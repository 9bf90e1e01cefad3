using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MlOpsDashboard.Workers.Engine.Backbones;

/// <summary>Hashes as the homes of weights announce them, told apart by their length: MD5 (32 hex digits), Git's of a file (40), SHA-256 (64).</summary>
internal static class ContentHash
{
    /// <summary>Whether a text is one of these, in lower case.</summary>
    public static bool IsOne(string text) => text.Length is 32 or 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>A file's hash of the kind of another.</summary>
    public static async Task<string> OfAsync(string path, string like, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);

        // MD5 and SHA-1 are what is published for some files; they tell damage, not malice.
#pragma warning disable CA5350, CA5351
        var hash = like.Length switch
        {
            32 => await MD5.HashDataAsync(stream, cancellationToken),
            40 => await OfGitAsync(stream, cancellationToken),
            _ => await SHA256.HashDataAsync(stream, cancellationToken),
        };
#pragma warning restore CA5350, CA5351
        return Convert.ToHexStringLower(hash);
    }

    private static async Task<byte[]> OfGitAsync(FileStream stream, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {stream.Length}\0")));
        var buffer = new byte[1 << 16];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }
        return hash.GetHashAndReset();
    }
}

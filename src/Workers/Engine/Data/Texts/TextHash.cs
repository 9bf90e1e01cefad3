using System.Security.Cryptography;
using System.Text;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>The identity of a text: SHA-256 of its bytes in UTF-8.</summary>
internal static class TextHash
{
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

using MlOpsDashboard.Core.Storage;

namespace MlOpsDashboard.Core.Models;

/// <summary>How a spec names a custom model of the registry in <c>backbone.file</c>: <c>custom:SHA256/NAME</c>. Only the hash decides; the name is for
/// people.</summary>
public readonly record struct CustomModelPath(string Sha256, string Name)
{
    private const string Prefix = "custom:";

    /// <summary>Null for a file's path, and for anything that is not exactly of this form.</summary>
    public static CustomModelPath? Parse(string? file)
    {
        if (file is null || !IsOne(file))
            return null;
        var rest = file[Prefix.Length..];
        var slash = rest.IndexOf('/');
        var (hash, name) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
        return StorageLayout.IsSha256(hash) && !name.Contains('/') ? new(hash, name) : null;
    }

    /// <summary>Whether a text means to name a custom model, well formed or not: it is never a path on a disk.</summary>
    public static bool IsOne(string file) => file.StartsWith(Prefix, StringComparison.Ordinal);

    public override string ToString() => Name.Length == 0 ? Prefix + Sha256 : $"{Prefix}{Sha256}/{Name}";
}

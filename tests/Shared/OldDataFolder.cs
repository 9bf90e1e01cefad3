using System.Formats.Tar;
using System.IO.Compression;

namespace MlOpsDashboard.Tests.Shared;

/// <summary>A data folder as an earlier version left it (<c>tests/Cases/data-folders/VERSION</c>), unpacked to a folder of its own that is gone
/// afterwards.</summary>
internal sealed class OldDataFolder : IDisposable
{
    private readonly DirectoryInfo folder;

    private OldDataFolder(string version, DirectoryInfo folder)
    {
        this.folder = folder;
        Directory.CreateDirectory(Data);
        using var packed = File.OpenRead(Repository.Cases("data-folders", version, "data.tar.gz"));
        using var tar = new GZipStream(packed, CompressionMode.Decompress);
        TarFile.ExtractToDirectory(tar, Data, overwriteFiles: false);
    }

    /// <summary>The folder around it.</summary>
    public string Root => folder.FullName;

    /// <summary>What <c>Storage:Root</c> names.</summary>
    public string Data => Path.Combine(Root, "data");

    public static OldDataFolder Unpack(string version) => new(version, Directory.CreateTempSubdirectory("old-data-"));

    /// <param name="below">Where its folder is made.</param>
    public static OldDataFolder Unpack(string version, string below) => new(version, Directory.CreateDirectory(Path.Combine(below, "old-data")));

    public void Dispose() => folder.Delete(recursive: true);
}

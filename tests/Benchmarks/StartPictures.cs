using NetVips;

namespace MlOpsDashboard.Benchmarks;

/// <summary>The made-up pictures of <see cref="Pictures"/> as photographs come: JPEG, larger than the network takes.</summary>
internal static class StartPictures
{
    /// <summary>Writes each PNG of a folder of class folders as a JPEG of quality 90 with halved chroma, at another size.</summary>
    public static string WriteJpegs(string pngs, string folder, int width, int height)
    {
        foreach (var png in Directory.EnumerateFiles(pngs, "*.png", SearchOption.AllDirectories))
        {
            var path = Path.ChangeExtension(Path.Combine(folder, Path.GetRelativePath(pngs, png)), ".jpg");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var image = Image.Thumbnail(png, width, height, size: Enums.Size.Force);
            image.Jpegsave(path, q: 90);
        }
        return folder;
    }
}

using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Workers.Engine.Data.Texts;

/// <summary>A folder with one folder of <c>.txt</c> files a class.</summary>
internal static class TextFolder
{
    private const int MostGuessed = 500;
    private static readonly string[] Endings = [".txt"];

    /// <summary>Whether its class folders hold texts and no pictures, by the first files of each.</summary>
    public static bool IsOne(string folder)
    {
        var texts = false;
        foreach (var @class in new DirectoryInfo(folder).EnumerateDirectories().Where(child => child.Name[0] != '.').Take(100))
        {
            foreach (var file in @class.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4 }).Take(20))
            {
                if (PictureKinds.IsNamedSo(file.Name))
                {
                    return false;
                }
                texts |= file.Name.EndsWith(Endings[0], StringComparison.OrdinalIgnoreCase);
            }
        }
        return texts;
    }

    /// <param name="encoding">Of all files; null guesses it from all of them.</param>
    /// <exception cref="RefusedException">No such folder or classes, or a file that is no text.</exception>
    public static LabelledFiles Read(string folder, string? encoding)
    {
        var listed = ClassFolders.List(folder, all: true, Endings);
        var read = encoding is null
            ? TextFile.Encoding(Enumerable.Range(0, listed.Files.Count).Select(i => TextFile.Bytes(listed.FullPath(i))).OfType<byte[]>().Take(MostGuessed))
            : TextEncoding.Named(encoding);
        var files = new List<LabelledFile>();
        var odd = new List<string>();
        for (var i = 0; i < listed.Files.Count; i++)
        {
            var (text, _) = TextFile.Read(TextFile.Bytes(listed.FullPath(i)), read);
            if (text is null)
            {
                odd.Add(listed.Files[i].Path);
            }
            else
            {
                files.Add(listed.Files[i] with { Text = text, Sha256 = TextHash.Of(text) });
            }
        }
        return listed with
        {
            Files = files,
            Notices = odd.Count == 0 ? [] : [new Refusal("texts.source.files", ("files", odd.Count), ("first", odd[0])).Sentence],
        };
    }
}

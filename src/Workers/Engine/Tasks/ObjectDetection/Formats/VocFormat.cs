using System.Globalization;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data.Annotations;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>Pascal VOC's XML: a file a picture, in <c>Annotations</c> beside <c>JPEGImages</c> or beside the picture itself, with lists of a split in
/// <c>ImageSets</c> or a folder for each part.</summary>
public sealed class VocFormat : IAnnotationFormat
{
    private const int Looked = 20;
    private const string Sets = "/ImageSets/";

    public string Name => "Pascal VOC";

    public IReadOnlyList<string> Endings { get; } = [".xml"];

    public AnnotatedPictures? Find(IAnnotationSource source, CancellationToken cancellationToken)
    {
        string[] files = source.Given is { } given ? [given] : [.. source.Files.Where(file => Has(file, Endings[0]))];
        if (!files.Where((_, i) => i % Math.Max(1, files.Length / Looked) == 0).Any(file => IsOne(source, file)))
        {
            return null;
        }
        var (names, classes, faults) = (new PictureNames(source.Files), new BoxNames(), new BoxFaults());
        var (pictures, refused, split) = (new List<BoxPicture>(), new List<RefusedFile>(), Split(source));
        foreach (var file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (VocFile.Read(Bytes(source, file), file) is { } written)
                {
                    Add(file, written);
                }
            }
            catch (RefusedException e)
            {
                refused.Add(new RefusedFile(file, "annotation", e.Reason));
            }
        }
        if (source.Given is null)
        {
            refused.AddRange(UnnamedPictures.Of(names, pictures, refused));
        }
        return new BoxPictures(pictures, classes.All, new HashSet<string>(), refused, faults);

        void Add(string file, VocFile written)
        {
            var (stem, folder) = (PictureNames.Stem(file), PictureNames.Folder(file));
            var part = split.GetValueOrDefault(stem) ?? PartWords.OfFolder(file);
            var found = names.FindStem(stem, folder, part) ?? (written.FileName.Length > 0 ? names.Find(written.FileName, folder, part) : null);
            if (found is null)
            {
                refused.Add(
                    new RefusedFile(file, "missing", new Refusal("boxes.file.without", ("picture", written.FileName.Length > 0 ? written.FileName : stem)))
                );
                return;
            }
            var picture = new BoxPicture(found, part, number => Place(file, number)) { Width = written.Width, Height = written.Height };
            for (var i = 0; i < written.Objects.Count; i++)
            {
                var one = written.Objects[i];
                if (double.IsNaN(one.Box.X1) || double.IsNaN(one.Box.Y1))
                {
                    faults.Add("noBox", Place(file, i));
                    continue;
                }
                if (one.IsSwapped)
                {
                    faults.Add("swapped", Place(file, i));
                }
                if (one.BeginsAtZero)
                {
                    faults.Add("fromZero", Place(file, i));
                }
                picture.Boxes.Add(new WrittenBox(classes.Number(one.Name), one.Box, double.NaN, i, IsDifficult: one.IsDifficult));
            }
            pictures.Add(picture);
        }
    }

    private static bool IsOne(IAnnotationSource source, string file)
    {
        try
        {
            return VocFile.Read(Bytes(source, file), file) is not null;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    // Lists of one class each (aeroplane_train.txt) say something else.
    private static Dictionary<string, string> Split(IAnnotationSource source)
    {
        var split = new Dictionary<string, string>(StringComparer.Ordinal);
        var lists = source
            .Files.Where(file => Has(file, ".txt") && $"/{file}".Contains(Sets, StringComparison.OrdinalIgnoreCase))
            .Select(file => (File: file, Part: PartWords.Named(PictureNames.Stem(file))))
            .Where(list => list.Part is not null)
            .ToList();
        var main = lists.FindAll(list => list.File.Contains("/Main/", StringComparison.OrdinalIgnoreCase));
        foreach (var (file, part) in main.Count > 0 ? main : lists)
        {
            foreach (var line in BoxText.Lines(source, file))
            {
                var stem = PictureNames.Stem(line.Trim().Split(' ', '\t')[0]);
                if (stem.Length > 0)
                {
                    split.TryAdd(stem, part!);
                }
            }
        }
        return split;
    }

    private static byte[] Bytes(IAnnotationSource source, string file)
    {
        using var stream = source.Open(file, VocFile.MostBytes);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Place(string file, int number) => string.Create(CultureInfo.InvariantCulture, $"{file}#{number + 1}");

    private static bool Has(string file, string ending) => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}

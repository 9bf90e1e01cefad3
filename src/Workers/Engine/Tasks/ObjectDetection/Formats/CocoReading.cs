using System.Globalization;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Tasks.ObjectDetection;
using MlOpsDashboard.Workers.Engine.Data.Annotations;
using MlOpsDashboard.Workers.Engine.Import;

namespace MlOpsDashboard.Workers.Engine.Tasks.ObjectDetection.Formats;

/// <summary>One or more COCO files of a source become one list of pictures.</summary>
/// <param name="isSeveral">Ids are told apart by their file then.</param>
internal sealed class CocoReading(IAnnotationSource source, bool isSeveral)
{
    // Of all files together.
    private const int MostBoxes = 3_000_000;

    private readonly PictureNames _names = new(source.Files);
    private readonly BoxNames _classes = new();
    private readonly BoxFaults _faults = new();
    private readonly List<BoxPicture> _pictures = [];
    private readonly List<RefusedFile> _refused = [];
    private readonly HashSet<string> _above = new(StringComparer.Ordinal);
    private readonly HashSet<int> _withBoxes = [];
    private int _boxes;

    /// <exception cref="Core.RefusedException">No COCO file, or one beyond the limits.</exception>
    public void Add(string path, CancellationToken cancellationToken)
    {
        CocoFile file;
        using (var stream = source.Open(path, CocoLimits.Default.Bytes))
        {
            file = CocoFile.Read(stream, path, CocoLimits.Default with { Boxes = MostBoxes - _boxes }, cancellationToken);
        }
        _boxes += file.Boxes.Count;
        var (classes, pictures) = (Classes(file, path), Pictures(file, path));
        var known = new Dictionary<long, int>();
        for (var i = 0; i < file.Boxes.Count; i++)
        {
            var box = file.Boxes[i];
            if (box.Image is not { } image || !pictures.TryGetValue(image, out var picture))
            {
                _faults.Add("unknownImage", Place(file, path, i));
            }
            else if (box.Category is not { } category || !classes.TryGetValue(category, out var number))
            {
                _faults.Add("unknownCategory", Place(file, path, i));
            }
            else if (IsNew(file, path, known, i) && picture is not null)
            {
                Add(picture, number, box, i);
            }
        }
    }

    public AnnotatedPictures Done()
    {
        var leftOut = _classes.All.Where((name, number) => _above.Contains(name) && !_withBoxes.Contains(number)).ToHashSet(StringComparer.Ordinal);
        foreach (var name in leftOut)
        {
            _faults.Add("superCategory", name);
        }
        if (source.Given is null)
        {
            _refused.AddRange(UnnamedPictures.Of(_names, _pictures, _refused));
        }
        return new BoxPictures(_pictures, _classes.All, leftOut, _refused, _faults);
    }

    private Dictionary<long, int> Classes(CocoFile file, string path)
    {
        var classes = new Dictionary<long, int>();
        var names = new HashSet<int>();
        foreach (var category in file.Categories)
        {
            var name = category.Name.Trim();
            if (name.Length == 0)
            {
                name = file.Id(category.Id);
                _faults.Add("unnamedCategory", Said(path, name));
            }
            if (classes.ContainsKey(category.Id))
            {
                _faults.Add("duplicateCategory", Said(path, file.Id(category.Id)));
                continue;
            }
            var number = classes[category.Id] = _classes.Number(name);
            if (!names.Add(number))
            {
                _faults.Add("sameCategory", Said(path, name));
            }
            if (category.SuperCategory?.Trim() is { Length: > 0 } above && above != name)
            {
                _above.Add(above);
            }
        }
        return classes;
    }

    // Of those that are not there null, so that their boxes are not said to be of unknown pictures.
    private Dictionary<long, BoxPicture?> Pictures(CocoFile file, string path)
    {
        var (folder, part) = (PictureNames.Folder(path), PartWords.Of(path));
        var pictures = new Dictionary<long, BoxPicture?>();
        foreach (var image in file.Images)
        {
            var (id, found) = (file.Id(image.Id), _names.Find(image.FileName, folder, part));
            if (pictures.TryGetValue(image.Id, out var first))
            {
                _faults.Add("duplicateImage", Said(path, id));
                if (found is not null && found != first?.File)
                {
                    _refused.Add(new RefusedFile(found, "duplicate-id", new Refusal("boxes.file.sameId", ("id", id), ("file", path))));
                }
            }
            else if (found is null)
            {
                _refused.Add(new RefusedFile(Shown(image.FileName), "missing", new Refusal("boxes.file.missing", ("id", id), ("file", path))));
                pictures[image.Id] = null;
            }
            else
            {
                var picture = new BoxPicture(found, part, number => Place(file, path, number)) { Width = image.Width, Height = image.Height };
                pictures[image.Id] = picture;
                _pictures.Add(picture);
            }
        }
        return pictures;
    }

    // Of one box with one id written twice one is enough; two boxes with one id are two.
    private bool IsNew(CocoFile file, string path, Dictionary<long, int> known, int i)
    {
        if (file.Boxes[i].Id is not { } id || known.TryAdd(id, i))
        {
            return true;
        }
        var isSame = file.Boxes[known[id]] == file.Boxes[i];
        _faults.Add(isSame ? "duplicateBox" : "duplicateId", Place(file, path, i));
        return !isSame;
    }

    private void Add(BoxPicture picture, int number, CocoBox box, int i)
    {
        if (box.IsOfOutline && double.IsNaN(box.X))
        {
            _faults.Add("noBox", picture.Place(i));
            return;
        }
        if (box.IsOfOutline)
        {
            _faults.Add("ofOutline", picture.Place(i));
        }
        _withBoxes.Add(number);
        picture.Boxes.Add(new WrittenBox(number, box.Box, box.Area, i, box.IsCrowd, box.IsDifficult));
    }

    private string Place(CocoFile file, string path, int i) =>
        Said(path, file.Boxes[i].Id is { } id ? file.Id(id) : string.Create(CultureInfo.InvariantCulture, $"#{i + 1}"));

    private string Said(string path, string id) => isSeveral ? $"{path}: {id}" : id;

    private static string Shown(string name) => EntryNames.Printable(name.Length > 300 ? name[..300] : name);
}

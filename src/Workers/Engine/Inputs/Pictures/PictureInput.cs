using System.Text.Json;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Annotations;
using MlOpsDashboard.Workers.Engine.Import;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Inputs.Pictures;

/// <summary>Pictures of a folder of class folders, of a table, of annotation files, or of a dataset manifest.</summary>
public sealed class PictureInput : IInput
{
    private const string Images = "data.images";

    public string Name => "pictures";

    public bool Recognizes(TrainingSpec spec, string path) =>
        Directory.Exists(path)
        || (File.Exists(path) && (PictureTable.IsOne(path) || path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || AnnotationFormats.MayBe(path)));

    public IInputData Open(TrainerOptions options, ITask task) =>
        new PictureData(options, task, DataSource.Open(options.DataPath, options.Spec.Data.ClassNames, ImagesOf(options.Spec)).As(task.Accept));

    public IReadOnlyDictionary<int, int> FindAlike(string held, string seen, CancellationToken cancellationToken = default)
    {
        var (one, other) = (ManifestReader.Read(held), ManifestReader.Read(seen));
        return AlikePictures.Find(one.Entries, one.BlobsBeside(held), other.Entries, other.BlobsBeside(seen), cancellationToken);
    }

    // A member of those tasks whose pictures may lie elsewhere than what is said of them.
    private static string? ImagesOf(TrainingSpec spec) =>
        TaskMembers.Of(spec).FirstOrDefault(member => member.Key == Images).Value is { ValueKind: JsonValueKind.String } folder ? folder.GetString() : null;
}

using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Inputs.Texts;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Import.Texts;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Inputs.Texts;

/// <summary>Texts of a table, of files in class folders, or of a dataset manifest.</summary>
public sealed class TextInput : IInput
{
    public string Name => TextInputCard.InputName;

    public bool Recognizes(TrainingSpec spec, string path) => InputCards.Of(spec).Name == Name && Path.Exists(path);

    public bool IsOnly(string path)
    {
        try
        {
            return TextSource.IsOne(path);
        }
        catch (Exception fault) when (fault is RefusedException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public IInputData Open(TrainerOptions options, ITask task) =>
        new TextData(options.Spec, task, TextSource.Open(options.DataPath, options.Spec).As(task.Accept));

    public IReadOnlyDictionary<int, int> FindAlike(string held, string seen, CancellationToken cancellationToken = default)
    {
        var (one, other) = (ManifestReader.Read(held), ManifestReader.Read(seen));
        using var heldTexts = new ManifestTexts(held, one);
        using var seenTexts = new ManifestTexts(seen, other);
        // Those that were seen come first: whatever is found after them is alike to one of them.
        string[] texts = [.. other.Entries.Select(seenTexts.Read), .. one.Entries.Select(heldTexts.Read)];
        string[] parts = [.. Enumerable.Repeat(DatasetPart.Training, other.Entries.Count), .. Enumerable.Repeat(DatasetPart.Test, one.Entries.Count)];
        var alike = NearDuplicates.Find(texts, parts, [.. other.Entries.Concat(one.Entries).Select(entry => entry.Sha256)], cancellationToken);
        return Enumerable
            .Range(0, one.Entries.Count)
            .Where(i => alike[other.Entries.Count + i] is >= 0 and var at && at < other.Entries.Count)
            .ToDictionary(i => i, i => alike[other.Entries.Count + i]);
    }
}

using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Training;

namespace MlOpsDashboard.Workers.Engine.Inputs.Pictures;

/// <summary>Pictures of a data source, decoded once for all splits.</summary>
internal sealed class PictureData(TrainerOptions options, ITask task, LabelledFiles pictures) : IInputData
{
    private PictureStore? _whole;
    private PictureCache? _decoded;

    public StoredTargets Targets { get; } = new(pictures.Kind, pictures.ClassNames, pictures.Targets);

    public IReadOnlyList<string?> Parts { get; } = pictures.Parts;

    public string Name(int row) => pictures.Files[row].Path;

    public IEnumerable<string> Notices() => DataNotices.Of(options.DataPath, pictures);

    public SplitData Split(IReadOnlyList<int> training, IReadOnlyList<int> validation, ITargets targets)
    {
        _whole ??= Open();
        return new SplitData(
            targets,
            new PictureExamples(_whole.Subset(training), targets) { Mosaic = task.Mosaic(options.Spec) },
            new PictureExamples(_whole.Subset(validation), targets),
            (model, decoding) => Pipeline(model, targets, decoding).ToJson()
        );
    }

    public void Dispose() => _decoded?.Dispose();

    private PictureStore Open()
    {
        var format = PicturePipeline.FormatOf(options.Spec.Data);
        _decoded = options.OpenPictures(format, pictures.Files.Count);
        return options.Open(pictures, format, _decoded);
    }

    private PicturePipeline Pipeline(TrainableModel model, ITargets targets, JsonObject? decoding) =>
        new(_whole!.Format, model.Preprocessing, targets.Names)
        {
            Turns = pictures.IsUpright == true,
            Task = task.Card.Name,
            Targets = targets.ToJson(),
            Decoding = decoding,
        };
}

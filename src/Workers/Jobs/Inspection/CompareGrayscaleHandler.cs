using System.Globalization;
using System.Text.Json;
using MediatR;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Workers.Jobs.Calls;
using MlOpsDashboard.Workers.Jobs.Models;

namespace MlOpsDashboard.Workers.Jobs.Inspection;

/// <summary>Asks <c>mlops grayscale</c> and hands over the addresses of its pictures.</summary>
internal sealed class CompareGrayscaleHandler(
    IDatasetStore datasets,
    ICustomModelStore models,
    CustomModelGate backbones,
    IWorkerCalls calls,
    StorageLayout layout
) : IRequestHandler<CompareGrayscale, Outcome<GrayscaleReport>>
{
    public async Task<Outcome<GrayscaleReport>> Handle(CompareGrayscale request, CancellationToken cancellationToken)
    {
        if (request.ImageSize is < 32 or > 1024)
            return Outcome<GrayscaleReport>.Refused(new Refusal("jobs.grayscale.size", ("received", $"{request.ImageSize}")));
        if (await datasets.ManifestPathAsync(request.Dataset, cancellationToken) is not { } manifest || !File.Exists(manifest))
            return Outcome<GrayscaleReport>.Refused(new Refusal(RefusalKind.NotFound, "jobs.dataset.files"));
        string[] model;
        try
        {
            model = await ModelAsync(request, cancellationToken);
        }
        catch (RefusedException refused)
        {
            return Outcome<GrayscaleReport>.Refused(refused.Reason);
        }
        var folder = Path.Combine(layout.Scratch, "grayscale-" + Guid.NewGuid().ToString("N"));
        try
        {
            string[] arguments =
            [
                "grayscale",
                .. model,
                "--data",
                manifest,
                "--out",
                folder,
                "--size",
                Text(request.ImageSize),
                "--seed",
                Text(Math.Abs((long)request.Seed)),
                "--json",
            ];
            var answer = await calls.CallAsync(new(new("work.what.grayscale"), arguments), cancellationToken);
            if (!answer.IsDone)
                return Outcome<GrayscaleReport>.Refused(new Refusal("jobs.grayscale.failed", ("why", answer.Why!)));
            return Read(folder, answer.Output);
        }
        finally
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string[]> ModelAsync(CompareGrayscale request, CancellationToken cancellationToken)
    {
        var backbone = request.Backbone;
        if (backbone.File is null)
        {
            if (BackboneCards.Find(backbone.Name ?? "") is not { } card || backbone.Weights is not ("imagenet" or "none"))
                throw new RefusedException(new Refusal("jobs.grayscale.backbone", ("name", backbone.Name), ("weights", backbone.Weights)));
            return ["--model", $"backbone:{card.Name}?weights={backbone.Weights}&input={Text(request.ImageSize)}x{Text(request.ImageSize)}x3"];
        }
        var file = (await backbones.FileAsync(backbone, cancellationToken))!;
        var stored = (await models.FindAsync(CustomModelPath.Parse(backbone.File)!.Value.Sha256, cancellationToken))!;
        var cut = backbone.Layer?.ToString() ?? stored.Cut;
        return ["--model", file, "--layer", cut];
    }

    private GrayscaleReport Read(string folder, string json)
    {
        var answer = JsonSerializer.Deserialize<Answer>(json, JsonSerializerOptions.Web)!;
        var drawn = new DrawnPictures(layout);
        string Url(string file) => drawn.Keep(Path.Combine(folder, Path.GetFileName(file)));
        var pictures = new List<GrayscalePicture>();
        foreach (var picture in answer.Pictures)
        {
            var maps = new Dictionary<string, string>();
            foreach (var (method, file) in picture.Maps)
                maps[method] = Url(file);
            pictures.Add(new(picture.Source, Url(picture.File), maps));
        }
        return new GrayscaleReport(answer.Methods, pictures);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Answer(IReadOnlyList<GrayscaleMethod> Methods, IReadOnlyList<AnswerPicture> Pictures);

    private sealed record AnswerPicture(string Source, string File, IReadOnlyDictionary<string, string> Maps);
}

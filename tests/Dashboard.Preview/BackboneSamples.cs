using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Two networks of one's own, and a comparison of grey input on sample pictures.</summary>
internal static class BackboneSamples
{
    public static void Answer(FakeSender sender, SamplePictures pictures, bool empty)
    {
        var brought = Details("histology net", "pretrained_model.keras", 'a', null, 3);
        var trained = Details("pets v3", "pets-v3.keras", 'b', new("pets", 3, RunId.New(), 12), 0);
        var texts = OfTexts(Details("bert_zh_L-12_H-768_A-12", "bert_zh_L-12_H-768_A-12_4.tar.gz, bert_zh_preprocess_3.tar.gz", 'c', null, 1));
        List<CustomModelDetails> all = empty ? [] : [brought, trained, texts];
        sender.On<ListCustomModels, IReadOnlyList<CustomModelSummary>>(q => [.. all.Select(d => d.Summary).Where(s => q.IncludeArchived || !s.IsArchived)]);
        sender.On<GetCustomModel, CustomModelDetails?>(q => all.Find(d => d.Summary.Id == q.Model));
        sender.On<EditCustomModel, Outcome>(q =>
        {
            if (q.Name.Contains('/'))
                return Outcome.Refused(Refusal.OfSentence($"Expected a name without slashes; received \"{q.Name}\"."));
            var at = all.FindIndex(d => d.Summary.Id == q.Model);
            all[at] = all[at] with { Origin = q.Origin, Notes = q.Notes, Summary = all[at].Summary with { Name = q.Name, Cut = q.Cut } };
            return Outcome.Done;
        });
        sender.On<ArchiveCustomModel, Outcome>(q =>
        {
            var at = all.FindIndex(d => d.Summary.Id == q.Model);
            all[at] = all[at] with { Summary = all[at].Summary with { IsArchived = q.Archived } };
            return Outcome.Done;
        });
        sender.On<ImportCustomModel, Outcome<CustomModelId>>(q =>
            q.Upload.Name.StartsWith("refuse", StringComparison.Ordinal)
                ? Outcome<CustomModelId>.Refused(
                    Refusal.OfSentence("Layer 'secret' expects a class of Add, Dense, Conv2D. Received 'Lambda', a layer of Keras that is not supported.")
                )
            : q.Input is null ? brought.Summary.Id
            : texts.Summary.Id
        );
        sender.On<UseVersionAsBackbone, Outcome<CustomModelId>>(_ => trained.Summary.Id);
        sender.OnAsync<CompareGrayscale, Outcome<GrayscaleReport>>(async q =>
        {
            await Task.Delay(600);
            if (q.Backbone.Name == "VGG19")
                return Outcome<GrayscaleReport>.Refused(
                    Refusal.OfSentence("The comparison could not be made. Expected the weights of VGG19. Received no network.")
                );
            string[] methods = ["replicate", "average", "sum", "luminance"];
            return new GrayscaleReport(
                [new("replicate", 0, 1), new("average", 0.722, 0.695), new("sum", 1.5e-6, 1), new("luminance", 0.312, 0.951)],
                [
                    .. Enumerable
                        .Range(0, 4)
                        .Select(i => new GrayscalePicture(
                            $"{SamplePictures.Classes[i]}/{i}.png",
                            $"/media/{pictures.Of(i, i + q.Seed)}",
                            methods.ToDictionary(m => m, m => $"/media/{pictures.Of(i, i + q.Seed + m.Length)}")
                        )),
                ]
            );
        });
    }

    private static CustomModelDetails OfTexts(CustomModelDetails details)
    {
        var network = new InspectedTexts("bert", 12, 21_128, "bert-tensorflow", 512);
        return details with
        {
            Summary = details.Summary with { Params = 102_267_648, Bytes = 378_000_000, FeatureShape = [null, null, 768], Cut = "", Texts = network },
            Inspection = details.Inspection with { Texts = network },
            Origin = "TensorFlow Hub",
            Notes = "",
        };
    }

    private static CustomModelDetails Details(string name, string file, char hash, CustomModelVersion? version, int runs)
    {
        List<InspectedLayer> layers = [new(0, "input_layer", "InputLayer", [null, 96, 96, 3], 0, [])];
        foreach (
            var (layer, kind, filters) in new[]
            {
                ("conv1", "Conv2D", 32),
                ("bn1", "BatchNormalization", 32),
                ("relu1", "ReLU", 32),
                ("conv2", "Conv2D", 64),
                ("bn2", "BatchNormalization", 64),
                ("relu2", "ReLU", 64),
                ("conv3", "Conv2D", 128),
                ("relu3", "ReLU", 128),
            }
        )
            layers.Add(new(layers.Count, layer, kind, [null, 48, 48, filters], filters * 288, [layers[^1].Name]));
        layers.Add(new(layers.Count, "pool", "GlobalAveragePooling2D", [null, 128], 0, ["relu3"]));
        layers.Add(new(layers.Count, "predictions", "Dense", [null, 9], 1_161, ["pool"]));
        var inspection = new ModelInspection("functional", [null, 96, 96, 3], [null, 9], 2_251_161, layers, new("predictions", "softmax"), new("pool", -2));
        var sha = string.Concat(Enumerable.Repeat($"{hash}3f19c07", 8));
        var from = version is null ? $"{file}, brought by local user" : "pets v3, from run 12";
        var summary = new CustomModelSummary(
            CustomModelId.New(),
            name,
            $"custom:{sha}/{name}",
            sha,
            9_200_000,
            2_250_000,
            10,
            [null, 96, 96, 3],
            [null, 128],
            "pool",
            from,
            runs,
            TimeProvider.System.GetUtcNow().AddDays(-2),
            false
        );
        return new(
            summary,
            file,
            "local user",
            version is null ? "Group of Prof. Meier, trained on 90,000 tissue sections" : "",
            version is null ? "Stained with H&E; 0..255, no preprocessing." : "",
            inspection,
            version,
            [
                .. Enumerable
                    .Range(0, runs)
                    .Select(i => new CustomModelRun(
                        RunId.New(),
                        14 - i,
                        $"{name}, feature extraction",
                        RunStatus.Completed,
                        MetricSet.OfOlderRuns.PrimarySpec,
                        0.914 - i * 0.01
                    )),
            ],
            false
        );
    }
}

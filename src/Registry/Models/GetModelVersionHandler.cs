using System.Globalization;
using System.Text.Json;
using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Registry.CustomModels;
using MlOpsDashboard.Registry.Datasets;
using MlOpsDashboard.Registry.Persistence;
using MlOpsDashboard.Registry.Runs;

namespace MlOpsDashboard.Registry.Models;

internal sealed class GetModelVersionHandler(
    RegistryReader reader,
    IModelStore models,
    IArtifactStore artifacts,
    EvaluationReader evaluations,
    PicturePaths pictures
) : IRequestHandler<GetModelVersion, ModelVersionDetails?>
{
    private static readonly TextResource Texts = new(typeof(GetModelVersionHandler));

    public async Task<ModelVersionDetails?> Handle(GetModelVersion request, CancellationToken cancellationToken)
    {
        if (
            await models.FindAsync(request.ModelName, request.Number.ToString(CultureInfo.InvariantCulture), cancellationToken)
            is not { Contents: var contents } stored
        )
            return null;
        var around = await reader.ReadAsync(context => AroundAsync(context, stored, cancellationToken), cancellationToken);
        var evaluation = await evaluations.ReadAsync(contents.EvaluationJson, contents.PreprocessingJson, cancellationToken);
        var (spec, specFault) = RunReading.Spec(contents.SpecJson, new Refusal("words.version", ("model", stored.Name), ("version", $"{stored.Number}")));
        return new(
            stored.Model,
            stored.Name,
            around.Revision,
            around.Aliases,
            around.Version,
            contents.Description,
            spec,
            StrategySentence.Describe(spec, contents.ClassNames.Count),
            around.Curves,
            evaluation is null ? null : await pictures.WithAsync(contents.DatasetVersion, evaluation with { Run = contents.Run }, cancellationToken),
            PreprocessingSteps.Of(contents.PreprocessingJson),
            contents.ClassNames,
            contents.EngineVersion,
            Parity(contents.ParityJson),
            await artifacts.LocalPathAsync(contents.Artifact, cancellationToken) is null,
            $"/models/{Uri.EscapeDataString(stored.Name)}/versions/{stored.Number.ToString(CultureInfo.InvariantCulture)}/model.keras",
            around.Parent
        )
        {
            CustomModel = around.CustomModel,
            SpecFault = specFault,
        };
    }

    private static async Task<Around> AroundAsync(RegistryContext context, StoredModelVersion stored, CancellationToken cancellationToken)
    {
        var parent = stored.Contents.Parent;
        var versions = (await VersionRows.ReadAsync(context, context.ModelVersions.Where(v => v.Id == stored.Version || v.Id == parent), cancellationToken))
            .SelectMany(g => g)
            .ToList();
        var revision = await context.Models.Where(m => m.Id == stored.Model).Select(m => m.Revision).SingleAsync(cancellationToken);
        var aliases = await context.ModelAliases.Where(a => a.ModelId == stored.Model).ToDictionaryAsync(a => a.Alias, a => a.Version, cancellationToken);
        var curves = (await RunCurvesReading.ReadAsync(context, [stored.Contents.Run], cancellationToken))[0];
        return new(
            revision,
            aliases,
            versions.Single(v => v.Id == stored.Version),
            versions.Find(v => v.Id == parent),
            curves,
            await CustomModelReading.LinkAsync(context, stored.Contents.Run, cancellationToken)
        );
    }

    // Whoever checks writes a sentence for people beside the numbers.
    private static double? Number(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static string Parity(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return json;
            var members = document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.OrdinalIgnoreCase);
            if (Number(members, "pictures") is { } pictures && Number(members, "largestDifference") is { } difference)
                return Texts["Parity", pictures.ToString(CultureInfo.InvariantCulture), difference.ToString("0.#e0", CultureInfo.InvariantCulture)];
            return members.TryGetValue("sentence", out var sentence) && sentence.ValueKind == JsonValueKind.String ? sentence.GetString()! : json;
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private sealed record Around(
        long Revision,
        Dictionary<string, int> Aliases,
        VersionSummary Version,
        VersionSummary? Parent,
        RunCurves Curves,
        CustomModelLink? CustomModel
    );
}

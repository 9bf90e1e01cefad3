using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Models;

namespace MlOpsDashboard.Core.Training.Python;

/// <summary>A backbone that is a Keras file, in a Python script.</summary>
internal static class PythonBackbone
{
    /// <summary>Of the model that a run with <see cref="BackboneSpec.File"/> began with.</summary>
    public static string FileName(BackboneSpec backbone) =>
        CustomModelPath.Parse(backbone.File!) is { } own ? (own.Name.Length == 0 ? own.Sha256[..12] : own.Name) + ".keras" : backbone.File!;

    public static PythonFile File(BackboneSpec backbone) =>
        new(FileName(backbone), "It is the model that the run began with: put its file beside this script.");

    /// <summary>Lines that make <c>base</c> of a file, cut where the spec says.</summary>
    public static IEnumerable<string> Lines(TrainingSpec spec, string fileName)
    {
        if (CustomModelPath.Parse(spec.Backbone.File!) is { } known)
            yield return $"# A model of the dashboard's own: {PythonText.Comment(known.Name)}, SHA-256 {known.Sha256}.";
        yield return $"base = keras.models.load_model({PythonText.Literal(fileName)}{(spec.ContinueOptimizer ? "" : ", compile=False")})";
        if (spec.Head is not null)
            yield return $"base = {Cut(spec.Backbone.Layer)}";
    }

    private static string Cut(LayerReference? at) =>
        at switch
        {
            { Index: { } index } =>
                $"keras.Model(base.inputs, base.layers[{index.ToString(System.Globalization.CultureInfo.InvariantCulture)}].output, name=base.name)",
            { Name: { } name } => $"keras.Model(base.inputs, base.get_layer({PythonText.Literal(name)}).output, name=base.name)",
            _ => "without_classifier(base)",
        };
}

namespace MlOpsDashboard.Core.Training;

/// <summary>
/// Unfreezes a stage from the top, some layers more every few epochs (Howard and Ruder, 2018). It is shorthand for a row of stages: each
/// part begins with a new optimiser, as after Keras's <c>compile</c>, and the complete spec holds the row.
/// </summary>
public sealed record GradualUnfreezing
{
    /// <summary>How many layers more each time.</summary>
    public int Layers { get; init; } = 10;

    /// <summary>After how many epochs.</summary>
    public int EveryEpochs { get; init; } = 1;

    /// <summary>How many stages a stage becomes.</summary>
    public int Parts(int epochs) => (epochs + EveryEpochs - 1) / EveryEpochs;

    /// <summary>The stages that a stage stands for, beginning with its own <see cref="StageSpec.Unfreeze"/> (none, or the last N).</summary>
    public IEnumerable<StageSpec> Expand(StageSpec stage)
    {
        for (var part = 0; part < Parts(stage.Epochs); part++)
        {
            var layers = (stage.Unfreeze.LastLayers ?? 0) + (part * Layers);
            yield return stage with
            {
                Name = layers == 0 ? stage.Name : SpecPresets.NameOfLast(stage.Name, layers),
                Epochs = Math.Min(EveryEpochs, stage.Epochs - (part * EveryEpochs)),
                Unfreeze = Unfreeze.Last(layers),
                Gradual = null,
            };
        }
    }
}

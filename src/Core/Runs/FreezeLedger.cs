namespace MlOpsDashboard.Core.Runs;

/// <summary>The freeze ledger: stage by stage what trained, and the proof that what was frozen did not change.</summary>
public static class FreezeLedger
{
    /// <param name="stages">Stage events in the order they came; a resumed run tells its stage again.</param>
    /// <param name="epochs">Epochs in order.</param>
    /// <param name="isFinished">Whether the run has ended, so that its last stage has too.</param>
    public static IReadOnlyList<StageLedger> Build(IEnumerable<StageEvent> stages, IReadOnlyList<FrozenEpoch> epochs, bool isFinished)
    {
        var byIndex = stages.GroupBy(s => s.Index).OrderBy(g => g.Key).Select(g => g.ToList()).ToList();
        return [.. byIndex.Select(told => Row(told, epochs, isFinished || told[0].Index < byIndex[^1][0].Index))];
    }

    private static StageLedger Row(List<StageEvent> told, IReadOnlyList<FrozenEpoch> epochs, bool hasEnded)
    {
        var (first, newest) = (told[0], told[^1]);
        var own = epochs.Where(e => e.Stage == first.Index).ToList();
        // The hash at the stage's very beginning is what all later ones must equal, those told after a resume too.
        bool? unchanged = own.Count == 0 ? null : own.All(e => e.FrozenHash == first.FrozenHash) && told.All(s => s.FrozenHash == first.FrozenHash);
        return new(
            first.Index,
            newest.Name,
            newest.FirstEpoch,
            newest.LastEpoch,
            newest.TrainableLayers,
            newest.TrainableParameters,
            newest.BatchNormMode,
            newest.LearningRate,
            newest.LayerStates,
            first.FrozenHash,
            hasEnded && own.Count > 0 ? own[^1].FrozenHash : null,
            unchanged
        );
    }
}

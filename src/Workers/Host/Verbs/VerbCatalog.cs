using System.CommandLine;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary>Every verb of the command line.</summary>
public static class VerbCatalog
{
    public static IReadOnlyList<Func<HostOutput, Command>> All { get; } =
    [
        TrainVerb.Create,
        RerunVerb.Create,
        PredictVerb.Create,
        TokenizeVerb.Create,
        InspectVerb.Create,
        EvaluateVerb.Create,
        GateVerb.Create,
        ExplainVerb.Create,
        ConvertVerb.Create,
        SplitVerb.Create,
        ImportVerb.Create,
        ExportVerb.Create,
        SamplesVerb.Create,
        WeightsVerb.Create,
        VerifyVerb.Create,
        AugmentVerb.Create,
        AdaptVerb.Create,
        GrayscaleVerb.Create,
        BenchVerb.Create,
    ];
}

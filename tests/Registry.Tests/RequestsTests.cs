using MediatR;
using Microsoft.Extensions.DependencyInjection;
using MlOpsDashboard.Core;

namespace MlOpsDashboard.Registry.Tests;

public class RequestsTests
{
    // What needs a worker, a scheduler or a child process: the job wing's.
    private static readonly string[] OfTheJobWing =
    [
        "StartRun",
        "StartBaseline",
        "TrainMoreEpochs",
        "StartCertificate",
        "StopCertificate",
        "StopRun",
        "ResumeRun",
        "StartExampleRuns",
        "EstimateRun",
        "PreviewAugmentation",
        "PredictWithRun",
        "GetTellingWords",
        "ProposeLabels",
        "GetBackboneLayers",
        "GetBackboneWeights",
        "FetchBackboneWeights",
        "ListBackboneSpeeds",
        "StartImport",
        "CancelImport",
        "ListSamples",
        "ListImportFolders",
        "PreviewTable",
        "RegisterModel",
        "PredictWithVersion",
        "GetWorkers",
        "ImportCustomModel",
        "UseVersionAsBackbone",
        "CompareGrayscale",
        "ExportRunAsOnnx",
        "ExportVersionAsOnnx",
        "ExportDataset",
        "RequestPromotion",
        "JudgeAgain",
        "WithdrawReview",
        "AcceptPatch",
        "StartExplanation",
        "ContinueExplanation",
        "StopExplanation",
    ];

    [Fact]
    public void EveryRequestOfCore_IsAnsweredHereOrByTheJobWing()
    {
        var answered = new ServiceCollection().AddHandlersFrom(typeof(RegistryServices).Assembly).Select(s => s.ServiceType.GetGenericArguments()[0].Name);
        var asked = typeof(Outcome)
            .Assembly.GetTypes()
            .Where(t => t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)))
            .Select(t => t.Name);
        Assert.Equal(asked.Except(OfTheJobWing).Order(), answered.Order());
    }
}

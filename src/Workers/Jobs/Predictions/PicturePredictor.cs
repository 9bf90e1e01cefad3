using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Storage;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Workers.Jobs.Calls;

namespace MlOpsDashboard.Workers.Jobs.Predictions;

/// <summary>Predicts one uploaded picture, or one text, with a stored model. The child reads the upload where it lies; it is removed after, whatever became of it.</summary>
public sealed class PicturePredictor(ModelFolders folders, IWorkerCalls calls, StorageLayout layout)
{
    public const int LargestPicture = 20 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Of a question that is a picture or a text.</summary>
    public async Task<Outcome<PredictionResult>> PredictAsync(
        Refusal what,
        string artifact,
        string? preprocessingJson,
        IReadOnlyList<string> classNames,
        PredictionQuestion question,
        CancellationToken cancellationToken
    ) =>
        question switch
        {
            { Picture: { } picture, Text: null } => await PredictAsync(what, artifact, preprocessingJson, classNames, picture, cancellationToken),
            { Text: { } text, Picture: null } when string.IsNullOrWhiteSpace(text) => Refused(new(RefusalKind.Invalid, "predict.text.empty")),
            { Text: { Length: > PredictionQuestion.LongestText and var length }, Picture: null } => Refused(
                new(RefusalKind.TooLarge, "predict.text.tooLong", ("most", PredictionQuestion.LongestText), ("received", length))
            ),
            { Text: { } text, Picture: null } => await AskAsync(
                what,
                artifact,
                preprocessingJson,
                classNames,
                new JsonObject { ["text"] = text, ["explain"] = true }.ToJsonString(),
                cancellationToken
            ),
            _ => Refused(new(RefusalKind.Invalid, "predict.question")),
        };

    private async Task<Outcome<PredictionResult>> PredictAsync(
        Refusal what,
        string artifact,
        string? preprocessingJson,
        IReadOnlyList<string> classNames,
        UploadSource upload,
        CancellationToken cancellationToken
    )
    {
        if (!Guid.TryParseExact(upload.Folder, "N", out _))
            return Refused(new(RefusalKind.Invalid, "upload.ended"));
        var folder = Path.Combine(layout.Uploads, upload.Folder);
        if (!Directory.Exists(folder))
            return Refused(new(RefusalKind.Conflict, "upload.ended"));
        try
        {
            if (Directory.GetFileSystemEntries(folder) is not [var picture] || !File.Exists(picture))
                return Refused(new(RefusalKind.Invalid, "upload.picture.one"));
            var bytes = new FileInfo(picture).Length;
            if (bytes == 0)
                return Refused(new(RefusalKind.Invalid, "upload.picture.empty"));
            if (bytes > LargestPicture)
                return Refused(
                    new(RefusalKind.TooLarge, "upload.picture.tooLarge", RefusalValue.OfBytes("most", LargestPicture), RefusalValue.OfBytes("bytes", bytes))
                );
            return await AskAsync(what, artifact, preprocessingJson, classNames, picture, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The same of a picture that lies where a child may read it, and stays there, or of a text.</summary>
    /// <param name="line">The picture's path, or an object with the <c>text</c>.</param>
    public async Task<Outcome<PredictionResult>> AskAsync(
        Refusal what,
        string artifact,
        string? preprocessingJson,
        IReadOnlyList<string> classNames,
        string line,
        CancellationToken cancellationToken
    )
    {
        var prepared = await folders.PrepareAsync(artifact, preprocessingJson, cancellationToken);
        if (prepared.Value is not { } model)
            return Outcome<PredictionResult>.Refused(prepared.Reason!);
        var watch = Stopwatch.StartNew();
        var answer = await calls.CallAsync(
            new(new("work.what.tryIt", ("what", what)), ["predict", "--model", model, "--stdin"]) { Line = line, Time = Patience },
            cancellationToken
        );
        return answer.IsDone
            ? Parse(answer.Output, PipelineOutputs.Of(preprocessingJson) with { Names = classNames }, watch.Elapsed.TotalMilliseconds)
            : Refused(answer.Why!);
    }

    private Outcome<PredictionResult> Parse(string line, PipelineOutputs outputs, double milliseconds)
    {
        var answer = JsonNode.Parse(line)!.AsObject();
        if (answer["refusal"].Deserialize<Refusal>(JsonSerializerOptions.Web) is { } refusal)
            return Refused(ShownPaths.Of(refusal, layout));
        // A task may answer with things of which a picture has any number.
        int? numbers = answer switch
        {
            _ when answer["probabilities"] is JsonArray probabilities => probabilities.Count,
            _ when answer["values"] is JsonObject values => values.Count,
            _ => null,
        };
        if (numbers is { } received && received != outputs.Names.Count)
            return Outcome<PredictionResult>.Refused(new Refusal("jobs.predict.count", ("expected", outputs.Names.Count), ("received", received)));
        return new PredictionResult(outputs, answer, milliseconds) { Note = answer["noteReason"].Deserialize<Refusal>(JsonSerializerOptions.Web) };
    }

    private static Outcome<PredictionResult> Refused(Refusal reason) => Outcome<PredictionResult>.Refused(reason);
}

using System.CommandLine;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Data.Texts;
using MlOpsDashboard.Workers.Engine.Training;
using MlOpsDashboard.Workers.Host.Output;

namespace MlOpsDashboard.Workers.Host.Verbs;

/// <summary><c>mlops split</c>: which picture is for training and which for validation, in Keras's order.</summary>
internal static class SplitVerb
{
    public static Command Create(HostOutput output)
    {
        var data = Verb.Data();
        var fraction = new Option<double>("--validation-split") { Description = CommandTexts.Of("split.share"), DefaultValueFactory = _ => 0.2 };
        var seed = new Option<long>("--seed") { Description = CommandTexts.Of("split.seed"), DefaultValueFactory = _ => 42 };
        var stratified = new Option<bool>("--stratified") { Description = CommandTexts.Of("split.stratified") };
        var json = Verb.Json();
        var command = new Command("split", CommandTexts.Of("split")) { data, fraction, seed, stratified, json };
        command.SetAction(
            (parsed, stop) =>
            {
                Run(
                    parsed.GetRequiredValue(data),
                    parsed.GetValue(fraction),
                    parsed.GetValue(seed),
                    parsed.GetValue(stratified),
                    parsed.GetValue(json),
                    output
                );
                stop.ThrowIfCancellationRequested();
                return Task.FromResult(ExitCode.Done);
            }
        );
        return command;
    }

    private static void Run(string data, double fraction, long seed, bool stratified, bool json, HostOutput output)
    {
        if (fraction is not (> 0 and < 1))
        {
            throw new RefusedException(new Refusal("command.split.share", ("received", $"{fraction}")));
        }
        if (seed is < 0 or > uint.MaxValue)
        {
            throw new RefusedException(new Refusal("command.split.seed", ("received", $"{seed}")));
        }
        var isOfTexts = TextSource.IsOne(data);
        var all = isOfTexts ? TextSource.Open(data) : DataSource.Open(data);
        foreach (var notice in isOfTexts ? all.Notices : [])
        {
            output.Say(notice);
        }
        if (PictureNotices.LeftOut(all) is { } leftOut)
        {
            output.Say(leftOut);
        }
        var split = ValidationSplit.Of(
            all.Parts,
            fraction,
            seed,
            strata: stratified ? TrainableTasks.All.First(task => task.Card.Kinds[0] == all.Kind).Strata(all.Targets, all.ClassNames) : null
        );
        var (training, validation) = (split.Training.Select(row => all.Files[row].Path).ToList(), split.Validation.Select(row => all.Files[row].Path).ToList());
        var test = isOfTexts ? TextSource.Test(data) : DataSource.Test(data);
        if (json)
        {
            output.Json(
                new
                {
                    all.ClassNames,
                    Training = training,
                    Validation = validation,
                    Test = test.Select(file => file.Path),
                }
            );
            return;
        }
        output.Text(
            CommandTexts.Of(
                (isOfTexts, test.Count > 0) switch
                {
                    (true, true) => "split.shownTextsWithTest",
                    (true, false) => "split.shownTexts",
                    (false, true) => "split.shownWithTest",
                    _ => "split.shown",
                },
                all.Files.Count,
                Named(all),
                training.Count,
                validation.Count,
                test.Count
            )
        );
        foreach (var file in training)
        {
            output.Text($"training    {file}");
        }
        foreach (var file in validation)
        {
            output.Text($"validation  {file}");
        }
        foreach (var file in test)
        {
            output.Text($"test        {file.Path}");
        }
    }

    private static string Named(LabelledFiles all) =>
        CommandTexts.Of(
            all.Kind switch
            {
                DatasetKinds.Class => "split.class",
                DatasetKinds.Labels => "split.labels",
                DatasetKinds.Numbers => "split.numbers",
                _ => "split.other",
            },
            all.ClassNames.Count
        );
}

using MediatR;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Core.Workers;
using MlOpsDashboard.Registry.Tests.Support;

namespace MlOpsDashboard.Registry.Tests.Runs;

/// <summary>What pages ask of the database must not grow with it: as many commands for many rows as for few, each led by an index.</summary>
public sealed class ManyRunsTests(ManyRunsRegistry many) : IClassFixture<ManyRunsRegistry>
{
    // Tables that grow with every run. Datasets, models and their aliases are few, and read whole.
    private static readonly string[] Large = ["Runs", "TrainingSpecs", "RunFacts", "RunEpochs", "RunMetrics", "RunLog", "RunDocuments", "RunWarnings"];

    public static TheoryData<string, bool> Sorts()
    {
        var data = new TheoryData<string, bool>();
        foreach (
            var column in new[]
            {
                "number",
                "name",
                "status",
                "backbone",
                "strategy",
                "dataset",
                "val_accuracy",
                "val_loss",
                "loss",
                "val_unheard_of",
                "created",
                "duration",
            }
        )
        {
            data.Add(column, true);
            data.Add(column, false);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Sorts))]
    public async Task List_SortedByAnyColumn_FollowsAnIndex(string column, bool descending)
    {
        foreach (
            var filter in new RunFilter[]
            {
                new(),
                new() { IncludeArchived = true },
                new() { Skip = 350 },
            }
        )
        {
            var commands = await many.CommandsOfAsync(new ListRuns(filter with { Sort = column, Descending = descending }));
            AssertIndexed(commands);
            // Equal values may be put in order among themselves; the whole list may not. (A dataset's runs lie under its versions: no index holds them by name
            // and number.)
            if (column == "dataset")
                continue;
            Assert.DoesNotContain(commands, c => c.Sql.Contains("OFFSET", StringComparison.Ordinal) && c.Plan.Contains("USE TEMP B-TREE FOR ORDER BY"));
        }
    }

    [Fact]
    public async Task List_SortedByAMetric_IsCutWithoutALookAtTheRuns()
    {
        foreach (
            var filter in new RunFilter[]
            {
                new(),
                new() { IncludeArchived = true },
                new() { Skip = 300 },
            }
        )
        {
            var commands = await many.CommandsOfAsync(new ListRuns(filter with { Sort = "val_accuracy" }));
            var cut = Assert.Single(commands, c => c.Sql.Contains("OFFSET", StringComparison.Ordinal));
            Assert.Contains("COVERING INDEX IX_RunMetrics_Name_Value", Assert.Single(cut.Plan), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task List_FilteredByAColumn_FollowsAnIndex()
    {
        foreach (
            var filter in new RunFilter[]
            {
                new() { Statuses = [RunStatus.Failed] },
                new() { Statuses = [RunStatus.Failed, RunStatus.Cancelled] },
                new() { Backbone = "ResNet50V2" },
                new() { Strategy = StrategyNames.FeatureExtraction },
            }
        )
            AssertIndexed(await many.CommandsOfAsync(new ListRuns(filter)));
    }

    [Fact]
    public async Task Pages_OfOneRun_FollowAnIndex()
    {
        var run = ManyRuns.Id(ManyRunsRegistry.Runs);
        AssertIndexed(await many.CommandsOfAsync(new GetRun(run)));
        AssertIndexed(await many.CommandsOfAsync(new GetRunCurves(run)));
        AssertIndexed(await many.CommandsOfAsync(new GetRunLog(run, 0)));
        AssertIndexed(await many.CommandsOfAsync(new GetRunLog(run, -1)));
        AssertIndexed(await many.CommandsOfAsync(new GetEvaluation(run)));
    }

    [Fact]
    public async Task Compare_FollowsAnIndex()
    {
        AssertIndexed(await many.CommandsOfAsync(Compare(20)));
        AssertIndexed(await many.CommandsOfAsync(new CompareRuns([ManyRuns.Id(399), ManyRuns.Id(400)])));
    }

    [Fact]
    public async Task Home_FollowsAnIndex_AndSortsNoList()
    {
        var commands = await many.CommandsOfAsync(new GetHome());
        AssertIndexed(commands);
        Assert.DoesNotContain(commands, c => c.Sql.Contains("FinishedAt\" DESC", StringComparison.Ordinal) && c.Plan.Contains("USE TEMP B-TREE FOR ORDER BY"));
    }

    [Fact]
    public async Task Models_FollowAnIndex() => AssertIndexed(await many.CommandsOfAsync(new ListModels()));

    [Fact]
    public async Task Commands_AreAsManyForManyRowsAsForFew()
    {
        await SameAsync(new ListRuns(new() { Take = 2 }), new ListRuns(new() { Take = 200 }));
        await SameAsync(new ListRuns(new() { Take = 2, Search = "trial" }), new ListRuns(new() { Take = 200, Search = "trial" }));
        await SameAsync(Compare(3), Compare(20));
    }

    [Fact]
    public async Task List_ReadsNoLogAndNoSpec()
    {
        var commands = await many.CommandsOfAsync(new ListRuns(new()));
        Assert.DoesNotContain(commands, c => c.Sql.Contains("RunLog", StringComparison.Ordinal) || c.Sql.Contains("SpecJson", StringComparison.Ordinal));
    }

    // Pages through the whole list by a column with missing values: every run once, in order, those without a value last.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_PagedToItsEnd_ShowsEachRunOnce(bool descending)
    {
        var rows = new List<RunRow>();
        for (var skip = 0; skip < ManyRunsRegistry.Runs; skip += 30)
            rows.AddRange(
                (
                    await many.SendAsync(
                        new ListRuns(
                            new()
                            {
                                Sort = "val_accuracy",
                                Descending = descending,
                                IncludeArchived = true,
                                Skip = skip,
                                Take = 30,
                            }
                        )
                    )
                ).Rows
            );
        Assert.Equal(ManyRunsRegistry.Runs, rows.Select(r => r.Number).Distinct().Count());
        Assert.Equal(ManyRunsRegistry.Runs, rows.Count);
        var known = rows.TakeWhile(r => r.PrimaryValue is not null).ToList();
        Assert.InRange(known.Count, 1, ManyRunsRegistry.Runs - 1);
        Assert.All(rows.Skip(known.Count), r => Assert.Null(r.PrimaryValue));
        Assert.Equal(descending ? known.OrderByDescending(r => r.PrimaryValue) : known.OrderBy(r => r.PrimaryValue), known);
    }

    private static CompareRuns Compare(int runs) => new([.. Enumerable.Range(100, runs).Select(ManyRuns.Id)]);

    private async Task SameAsync<T>(IRequest<T> few, IRequest<T> many_)
    {
        var (small, large) = (await many.CommandsOfAsync(few), await many.CommandsOfAsync(many_));
        Assert.NotEmpty(small);
        Assert.Equal(small.Count, large.Count);
    }

    private static void AssertIndexed(IReadOnlyList<SentCommand> commands)
    {
        Assert.NotEmpty(commands);
        foreach (var command in commands)
        {
            var scans = command.Plan.Where(step =>
                step.StartsWith("SCAN ", StringComparison.Ordinal)
                && Table(command.Sql, step) is { } table
                && Large.Contains(table)
                && !(table == "Runs" && step.Contains("INDEX", StringComparison.Ordinal))
            );
            Assert.True(!scans.Any(), $"{string.Join("; ", command.Plan)}\n{command.Sql}");
        }
    }

    // "SCAN r USING ..." of "Runs" AS "r".
    private static string? Table(string sql, string step)
    {
        var name = step.Split(' ')[1];
        if (Large.Contains(name))
            return name;
        var at = sql.IndexOf($" AS \"{name}\"", StringComparison.Ordinal);
        return at < 1 || sql[at - 1] != '"' ? null : sql[(sql.LastIndexOf('"', at - 2) + 1)..(at - 1)];
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Core.Mail;
using MlOpsDashboard.Core.Reviews;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Registry.Models;

namespace MlOpsDashboard.Faults.Deliveries;

/// <summary>Every kind of message that may come twice, delivered many times by two processes at once, eight at a time each, which are killed at random and
/// started again: each message has one effect.</summary>
/// <remarks><c>DELIVERIES=10000 DELIVERIES_SEED=7</c> in the environment is the long form.</remarks>
public sealed class DuplicateDeliveryTests(ITestOutputHelper output)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_DeliveredManyTimes_HaveOneEffect()
    {
        var (wanted, random) = (Form.Number("DELIVERIES") ?? 1_000, new Random(Form.Number("DELIVERIES_SEED") ?? 1));
        var folder = Path.Combine(Path.GetTempPath(), "mlops-deliveries-" + Guid.NewGuid().ToString("N"));
        await using var bench = await DeliveryBench.MakeAsync(folder, each: wanted < 5_000 ? 2 : 10);
        var answers = new ConcurrentQueue<(int Message, string Answer)>();
        var (kills, begun) = (0, Stopwatch.GetTimestamp());
        var postmen = new[] { Start(), Start() };
        try
        {
            while (answers.Count < wanted)
            {
                var next = answers.Count + 100 + random.Next(900);
                while (answers.Count < Math.Min(next, wanted))
                    await Task.Delay(5, Cancel);
                var one = random.Next(2);
                Assert.False(postmen[one].HasExited, "A process ended by itself.");
                await KillAsync(postmen[one]);
                kills++;
                postmen[one] = Start();
            }
        }
        finally
        {
            foreach (var postman in postmen)
                await KillAsync(postman);
        }
        output.WriteLine(
            $"{answers.Count} deliveries of {bench.Plan.Messages().Count} messages, {kills + 2} kills, {Stopwatch.GetElapsedTime(begun).TotalSeconds:0.0} s"
        );

        Assert.DoesNotContain(answers, a => a.Answer.StartsWith("fault", StringComparison.Ordinal));
        var count = bench.Plan.Messages().Count;
        Assert.Equal(count, answers.Select(a => a.Message).Distinct().Count());
        // What has a key answers the same each time; what is decided or moved is done for one, or for one that was killed before it heard.
        foreach (var message in answers.GroupBy(a => a.Message, a => a.Answer))
        {
            var done = message.Where(answer => answer != "refused").ToList();
            Assert.True(
                done.Distinct().Count() <= 2 || done.TrueForAll(a => a is "True" or "False"),
                $"Message {message.Key}: {string.Join(' ', done.Distinct())}"
            );
            Assert.True(
                done.Where(answer => Guid.TryParse(answer, out _)).Distinct().Count() <= 1,
                $"Message {message.Key}: {string.Join(' ', done.Distinct())}"
            );
        }
        await CheckAsync(bench);

        Process Start()
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!, [folder, random.Next().ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardOutput = true,
                Environment = { [Program.ChildVariable] = nameof(Postman) },
            };
            var process = Process.Start(start)!;
            process.OutputDataReceived += (_, line) =>
            {
                if (line.Data?.Split('\t') is [var message, var answer])
                    answers.Enqueue((int.Parse(message, CultureInfo.InvariantCulture), answer));
            };
            process.BeginOutputReadLine();
            return process;
        }
    }

    private static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync(Cancel);
        process.Dispose();
    }

    private static async Task CheckAsync(DeliveryBench bench)
    {
        var (registry, plan, n) = (bench.Registry, bench.Plan, bench.Plan.RunKeys.Count);
        // One line of the activity log for each effect, and none more.
        var lines = await registry.ReadAsync(c => c.Activity.Where(a => a.Id > bench.LastLine).Select(a => a.Action).ToListAsync(Cancel));
        Assert.Equal(
            new Dictionary<string, int>
            {
                ["run-started"] = 2 * n,
                ["comment-written"] = n,
                ["comment-accepted"] = n,
                ["comment-resolved"] = n,
                ["review-approved"] = n,
                ["review-rejected"] = n,
                ["alias-rolled-back"] = n,
                ["review-requested"] = n,
                ["alias-moved"] = 2 * n,
                ["alias-rules-set"] = n,
            }
                .Select(action => $"{action.Key}: {action.Value}")
                .Order(StringComparer.Ordinal),
            lines.CountBy(action => action).Select(action => $"{action.Key}: {action.Value}").Order(StringComparer.Ordinal)
        );
        Assert.Null(ActivityChain.Break(registry.Layout.Database));

        var rows = await registry.ReadAsync(async c => new
        {
            Keys = await c.IdempotencyKeys.CountAsync(k => plan.RunKeys.Contains(k.Key), Cancel),
            Accepted = await c.Comments.CountAsync(k => plan.Patches.Contains(k.Id) && k.AcceptedBy == "cleo", Cancel),
            Mentions = await c.CommentMentions.CountAsync(Cancel),
            MentionMails = await c.OutgoingMail.CountAsync(m => m.Kind == MailKind.Mention, Cancel),
            Handed = await c.OutgoingMail.CountAsync(m => plan.Mails.Contains(m.Id), Cancel),
            Runs = await c.Runs.CountAsync(Cancel),
        });
        Assert.Equal(
            new
            {
                Keys = n,
                Accepted = n,
                Mentions = n,
                MentionMails = n,
                Handed = 0,
                Runs = 1 + (4 * n),
            },
            rows
        );
        var calls = await registry.SendAsync(new Caller("ben", null, [new(Permission.Administer)]) { Person = bench.Ben }, new GetForYou());
        Assert.Equal(n, calls.Items.Count(item => item.Kind == ForYouKind.Mention));

        foreach (var gate in plan.Gates)
        {
            var read = (await registry.SendAsync(new GetReview(gate.Id.Review)))!;
            Assert.Equal(ReviewStatus.Judged, read.Status);
            Assert.Single(read.Lines, line => line.Kind == ReviewLineKind.Judged);
            Assert.Equal(1, await registry.ReadAsync(c => c.OutgoingMail.CountAsync(m => m.ReviewId == gate.Id.Review, Cancel)));
        }
        foreach (var lease in plan.Epochs)
        {
            Assert.Equal([0], await registry.ReadAsync(c => c.Epochs.Where(e => e.RunId == lease.Id.Run).Select(e => e.Epoch).ToListAsync(Cancel)));
            var log = (await registry.SendAsync(new GetRunLog(lease.Id.Run, 0))).Select(line => line.Text).ToList();
            Assert.Single(log, line => line == "a warning");
            Assert.Equal(log.Count, log.Distinct().Count());
        }
        foreach (var lease in plan.Ends)
            Assert.Equal(RunStatus.Completed, (await registry.SendAsync(new GetRun(lease.Id.Run)))!.Row.Status);
    }
}

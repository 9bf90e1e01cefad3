using Bunit;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Dashboard.Components.Pages.Models;
using MlOpsDashboard.Dashboard.Tests.Fakes;
using Xunit;

namespace MlOpsDashboard.Dashboard.Tests.Models;

public sealed class CertificatesTabTests : PageContext
{
    private readonly ModelVersionId version = ModelVersionId.New();
    private List<CertificateRow> rows = [];

    public CertificatesTabTests()
    {
        Sender.On<ListCertificates, IReadOnlyList<CertificateRow>>(_ => rows);
        Sender.On<StartCertificate, Outcome>(_ =>
        {
            rows = [Row(CertificateStatus.Waiting)];
            return Outcome.Done;
        });
        Sender.On<StopCertificate, Outcome>(_ => Outcome.Done);
    }

    [Fact]
    public void NoneYet_OneButtonStartsAll_AndTheOpenOneIsFollowed()
    {
        var tab = Show();
        Assert.NotNull(tab.Find("[data-testid=no-certificates]"));
        tab.Find("[data-testid=start-certificate]").Click();
        Assert.Equal(new StartCertificate(version), Assert.Single(Sender.SentOf<StartCertificate>()));
        Assert.Contains("Waits", tab.Find("[data-testid=certificate-open]").TextContent);
        Assert.Empty(tab.FindAll("[data-testid=start-certificate]"));

        rows = [Row(CertificateStatus.Running) with { At = 2 }];
        Feed.Publish(new(Samples.Id(1), [], null));
        Clock.Advance(TimeSpan.FromSeconds(1));
        tab.WaitForAssertion(() => Assert.Contains("Epoch 3", tab.Find("[data-testid=certificate-open]").TextContent));
        tab.Find("[data-testid=stop-certificate]").Click();
        Assert.Single(Sender.SentOf<StopCertificate>());
    }

    [Fact]
    public void Ended_SayWhatCameOfThem()
    {
        var spoilt = new RerunReport(RerunVerdict.Different, 0, 0, false) { ChangedFile = "cat/7.png" };
        rows =
        [
            Row(CertificateStatus.Done) with
            {
                Report = spoilt,
                Sentence = spoilt.Said.Sentence,
                FinishedAt = Samples.Now,
            },
            Row(CertificateStatus.Cancelled) with
            {
                FinishedAt = Samples.Now,
            },
        ];
        var shown = Show().FindAll("[data-testid=certificate]");
        Assert.Equal(2, shown.Count);
        Assert.Contains("cat/7.png", shown[0].TextContent);
        Assert.Contains("It was stopped.", shown[1].TextContent);
    }

    private IRenderedComponent<CertificatesTab> Show() => Render<CertificatesTab>(p => p.Add(t => t.Version, version).Add(t => t.Run, Samples.Id(1)));

    private static CertificateRow Row(CertificateStatus status) => new(status, null, null, "anna", Samples.Now, null, null, null);
}

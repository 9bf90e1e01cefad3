using MediatR;
using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core.Certificates;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.Certificates;

internal sealed class ListCertificatesHandler(RegistryReader reader) : IRequestHandler<ListCertificates, IReadOnlyList<CertificateRow>>
{
    public Task<IReadOnlyList<CertificateRow>> Handle(ListCertificates request, CancellationToken cancellationToken) =>
        reader.ReadAsync<IReadOnlyList<CertificateRow>>(
            async context =>
            {
                var found = await context
                    .Certificates.Where(c => c.VersionId == request.Version)
                    .OrderByDescending(c => c.CreatedAt)
                    .Take(20)
                    .ToListAsync(cancellationToken);
                return [.. found.Select(Row)];
            },
            cancellationToken
        );

    private static CertificateRow Row(Certificate c)
    {
        var report = c.ReportJson is { } json ? RerunReport.TryRead(json) : null;
        var sentence = report?.Said.Sentence ?? (c.Sentence is null ? null : StoredSentence.Read(c.Sentence, c.Said));
        return new(c.Status, c.Epochs, c.At, c.CreatedBy, c.CreatedAt, c.FinishedAt, sentence, report);
    }
}

from django.conf import settings
from django.db import migrations, models

from policies.records.guards.reversal import SEALED, guarded_again, kept, lifted


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0007_newest_first"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        guarded_again(),
        migrations.AddField(
            model_name="historicalpolicyversion",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.WAGTAIL_PAGE_MODEL,
                verbose_name="policy",
            ),
        ),
        lifted(),
        # Last, so that it comes first on the way back.
        kept(HistoricalPolicyVersion=SEALED['HistoricalPolicyVersion']),
    ]
